#!/usr/bin/env python3
"""objects_test.py OBJDUMP LIST: no object of the library runs code when it is loaded or unloaded. LIST is a file with one object a line."""
import re
import subprocess
import sys

SKIPPED = 77


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, universal_newlines=True).stdout


def main():
    objdump, names = sys.argv[1:]
    with open(names, encoding="utf-8") as file:
        objects = file.read().split()
    if not objects:
        print("no objects to look at")
        return 1
    if any(re.search(r"\b__(asan|tsan)_init\b", run(objdump, "-t", each)) for each in objects[:3]):
        print("a sanitizer puts its own constructors into every object")
        return SKIPPED
    found = 0
    for each in objects:
        for section in re.findall(r"\s(\.(?:init_array|fini_array|preinit_array|ctors|dtors)\S*)", run(objdump, "-h", each)):
            print("%s: %s" % (each, section))
            found += 1
        for name in re.findall(r"(_GLOBAL__sub_I_\S+|__cxa_atexit|\b__cxa_thread_atexit\b)", run(objdump, "-t", each)):
            print("%s: %s" % (each, name))
            found += 1
    return 1 if found else 0


sys.exit(main())
