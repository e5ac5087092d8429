#!/usr/bin/env python3
"""header_test.py COMPILER INCLUDE_FOLDER HEADER...: each header says of each function what a caller must know, keeps the rules of the ABI, and its
example compiles. header_test.py --example HEADER OUT writes that example down."""
import os
import re
import subprocess
import sys
import tempfile

ORDER = ["Threads: ", "Callbacks: ", "Since: "]
# What may not stand in the code of the header, and why.
FORBIDDEN = [
    (r"\.\.\.", "a variadic function"),
    (r"\b(bool|_Bool|float|long|short|unsigned|size_t|time_t)\b", "a type whose width varies"),
    (r"\benum\s+\w", "an enum type"),
    (r"\bint\b", "a type whose width varies"),
    (r"^\s*\w[\w\s]*:\s*\d+\s*;", "a bit field"),
    (r"curl|cjson|CURL|cJSON|openssl", "a name of another library"),
    (r"\(\s*\*", "a function pointer without KLING_CALL"),
    (r"#\s*include\s+(?!<stddef\.h>|<stdint\.h>|\"kling\.h\")", "another header"),
]


def without_comments(text):
    return re.sub(r"/\*.*?\*/", lambda found: re.sub(r"[^\n]", " ", found.group()), text, flags=re.S)


def undocumented(text):
    for found in re.finditer(r"^KLING_API [^;]*?KLING_CALL (\w+)\(([^;]*)\);", text, flags=re.M):
        name = found.group(1)
        before = text[:found.start()]
        if not before.endswith("*/\n"):
            yield "%s: no comment right before it" % name
            continue
        comment = before[before.rfind("/**"):]
        if comment.count("*/") != 1:
            yield "%s: no comment of its own" % name
            continue
        places = [comment.find("\n * " + each) for each in ORDER]
        if -1 in places or places != sorted(places):
            yield "%s: its comment lacks %s in this order" % (name, ", ".join(ORDER))
        returns = comment.find("\n * Returns ")
        if not found.group().startswith("KLING_API void KLING_CALL") and not 0 < returns < places[0]:
            yield "%s: its comment does not say what it returns, before Threads" % name
        if re.search(r"kling_error \*error", found.group(2)) and not re.search(r"KLING_E_|Returns as ", comment):
            yield "%s: its comment names no error" % name


def complaints(text):
    yield from undocumented(text)
    code = without_comments(text)
    functions = len(re.findall(r"^KLING_API", code, flags=re.M))
    if functions != len(re.findall(r"^KLING_API [^;]*?KLING_CALL kling_\w+\(", code, flags=re.M)):
        yield "a function without KLING_CALL, or not called kling_*"
    for number, line in enumerate(code.split("\n"), 1):
        for pattern, what in FORBIDDEN:
            if re.search(pattern, line):
                yield "line %d: %s" % (number, what)
    lines = text.split("\n")
    if len(lines) > 1300:
        yield "%d lines are more than a manual should have" % len(lines)


def example(text):
    lines = [line[7:] for line in text.split("#ifndef KLING_")[0].split("\n") if line.startswith(" *     ")]
    return "\n".join(lines) + "\n"


def example_complaints(compiler, folder, name, program):
    if name != "transport.h" and "kling_submit" not in program:
        return ["no example is found"]
    with tempfile.TemporaryDirectory() as work:
        path = os.path.join(work, "example.c")
        with open(path, "w", encoding="utf-8") as file:
            file.write(program)
        command = [compiler, "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", "-I", folder, path]
        return [] if not program.strip() or subprocess.run(command).returncode == 0 else ["the example does not compile"]


def self_check():
    good = "/** Does.\n * Returns KLING_OK.\n * Threads: any.\n * Callbacks: runs none.\n * Since: 0.1.0 */\nKLING_API kling_status KLING_CALL kling_do(void);\n"
    if list(complaints(good)):
        yield "the check refuses what is right: %s" % list(complaints(good))
    for old, new in [(" * Threads: any.\n", ""), (" * Since: 0.1.0 */\n", " */\n"), ("/** Does.", "/* Does. */\n/**"), (" * Returns KLING_OK.\n", ""),
                     ("(void)", "(bool x)"), ("(void)", "(int x)"), ("(void)", "(void (*call)(void *))"), ("(void)", "(const char *f, ...)"),
                     (" KLING_CALL", ""), ("/** Does", "#include <curl/curl.h>\n/** Does"), ("*/\n", "*/\n\n")]:
        if old not in good:
            yield "the check of the check misses %r" % old
        if not (old == "/** Does." and new.startswith("/* ")) and not list(complaints(good.replace(old, new, 1))):
            yield "the check accepts %r for %r" % (new, old)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def main():
    if sys.argv[1] == "--example":
        with open(sys.argv[3], "w", encoding="utf-8") as file:
            file.write(example(read(sys.argv[2])))
        return 0
    compiler, folder = sys.argv[1:3]
    found = list(self_check())
    for name in sys.argv[3:]:
        text = read(os.path.join(folder, "kling", name))
        each = list(complaints(text)) + example_complaints(compiler, folder, name, example(text))
        found += ["%s: %s" % (name, what) for what in each]
    print("\n".join(found))
    return 1 if found else 0


sys.exit(main())
