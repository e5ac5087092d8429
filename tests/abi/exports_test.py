#!/usr/bin/env python3
"""exports_test.py NM HEADER[,HEADER...] SHARED [STATIC]: the libraries define exactly the headers' functions for others, and the shared one asks the
system for nothing that would surprise its host."""
import os
import re
import subprocess
import sys

# Output, process-wide state, and what depends on the locale.
UNWANTED = set("""exit _exit _Exit quick_exit atexit signal sigaction raise system popen fork vfork execve printf puts putchar vprintf setlocale strtod
strtof strtold atof setenv putenv unsetenv srand rand chdir umask dlopen""".split())

# So many functions are in each header at least.
LEAST = {"kling.h": 60, "transport.h": 2, "sim.h": 6}


def declared(headers):
    names = set()
    for header in headers.split(","):
        with open(header, encoding="utf-8") as file:
            code = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
        found = set(re.findall(r"^KLING_API[^;(]*?KLING_CALL (\w+)\(", code, flags=re.M))
        if len(found) < LEAST[os.path.basename(header)]:
            raise SystemExit("only %d functions found in %s" % (len(found), header))
        names |= found
    return names


def symbols(nm, *arguments):
    """(type, name) of what nm lists, versions cut off."""
    text = subprocess.run([nm, *arguments], check=True, stdout=subprocess.PIPE, universal_newlines=True).stdout
    for line in text.splitlines():
        fields = line.split()
        if len(fields) >= 2 and len(fields[-2]) == 1:
            yield fields[-2], fields[-1].split("@")[0]


def differences(what, names, wanted):
    for name in sorted(names - wanted):
        yield "%s defines %s, which is not in the header" % (what, name)
    for name in sorted(wanted - names):
        yield "%s lacks %s" % (what, name)


def complaints(nm, header, shared, static=None):
    wanted = declared(header)
    defined = {name for kind, name in symbols(nm, "-D", "--defined-only", shared) if kind != "A"}  # A: the version's own name
    yield from differences("the shared library", defined, wanted)
    asked = {name for _, name in symbols(nm, "-D", "--undefined-only", shared)}
    if not any(name.startswith(("__asan_", "__tsan_", "__ubsan_")) for name in asked):
        for name in sorted(asked & UNWANTED):
            yield "the shared library calls %s" % name
    if static:
        defined = {name for _, name in symbols(nm, "-g", "--defined-only", static)}
        yield from differences("the static library", defined, wanted)


def self_check():
    both = list(differences("it", {"kling_poll", "cJSON_Parse"}, {"kling_poll", "kling_wait"}))
    return both != ["it defines cJSON_Parse, which is not in the header", "it lacks kling_wait"]


found = list(complaints(*sys.argv[1:]))
if self_check():
    found.append("the comparison itself is broken")
print("\n".join(found))
sys.exit(1 if found else 0)
