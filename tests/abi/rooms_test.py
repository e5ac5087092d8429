#!/usr/bin/env python3
"""Reads every #include in src/ and says which ones the arrows between the rooms do not allow."""
import fnmatch
import os
import re
import sys
import tempfile

# Who may include whom directly; what these reach through others is allowed too.
ARROWS = {
    "base": [],
    "system": ["base"],
    "json": ["base"],
    "auth": ["base"],
    "catalog": ["base"],
    "protocol": ["catalog", "auth", "json"],
    "engine": ["protocol"],
    "transport": ["system"],
    "transfer": ["transport", "system"],
    "store": ["json", "system"],
    "client": ["engine", "transport", "transfer", "store", "system"],
    "capi": ["client"],
    "sim": ["json", "base"],
    "sim_server": ["sim", "transport"],
    "sim_local": ["sim", "transport"],
    "cli": [],
}
# Of these rooms only the named header of another room, whatever the arrows say.
ONLY_HEADER = {("transfer", "transport"): "transport/table.hpp", ("sim_local", "transport"): "transport/table.hpp"}
# Foreign headers and the rooms that may include them.
FOREIGN = [
    (r"curl/.*", ["transport"]),
    (r"(cjson/)?cJSON.*", ["json"]),
    (r"openssl/.*", ["auth", "system", "transfer", "sim_server", "sim_local"]),
    (r"sqlite3.*", ["store"]),
    (r"microhttpd.*", ["sim_server"]),
    (r"CLI/.*", ["sim_server", "cli"]),
    (r"arpa/inet\.h|netinet/in\.h|sys/socket\.h", ["system", "transport", "sim_server", "cli"]),  # transport: the addresses curl shows it
    (r"(?!sys/socket\.h)(sys|net|linux)/.*|(unistd|fcntl|poll|pthread|signal|dirent|netdb|dlfcn|spawn|termios|windows)\.h",
     ["system", "sim_server", "cli"]),
    (r"csignal", ["system", "sim_server", "cli"]),
    (r"clocale|locale|iostream|fstream|sstream|filesystem|regex", ["sim_server", "cli"]),
]
TOP = """.ci .clang-format .clang-tidy .git .github .gitignore CHANGELOG.md CMakeLists.txt CMakePresets.json CONTRIBUTING.md LICENSE README.md
bindings cmake dev docs include kling.pc.in src tests""".split()
LONGEST_FILE = 600


def reach(room, seen=None):
    seen = set() if seen is None else seen
    for each in ARROWS[room]:
        if each not in seen:
            seen.add(each)
            reach(each, seen)
    return seen


def includes(path):
    with open(path, encoding="utf-8") as file:
        lines = file.readlines()
    for number, line in enumerate(lines, 1):
        found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if found:
            yield number, found.group(1) == '"', found.group(2)
    if len(lines) > LONGEST_FILE and "rows" not in os.path.basename(path):
        yield len(lines), None, None


def refusal(src, room, path, quoted, name):
    """Why `room` may not include `name`, or nothing."""
    if re.fullmatch(r"kling/\w+\.h", name):
        return None
    if not quoted:
        for pattern, rooms in FOREIGN:
            if re.fullmatch(pattern, name) and room not in rooms:
                return "may not include <%s>: only %s may" % (name, ", ".join(rooms))
        return None
    if room == "cli" and os.path.exists(os.path.join(os.path.dirname(path), name)):
        return None
    target = name.split("/")[0]
    if ".." in name or target not in ARROWS or not os.path.exists(os.path.join(src, name)):
        return 'includes "%s", which is not in a room' % name
    if target != room and target not in reach(room):
        return 'may not include "%s": no arrow leads from %s to %s' % (name, room, target)
    only = ONLY_HEADER.get((room, target))
    if only and name != only:
        return 'may not include "%s": %s sees only %s' % (name, room, only)
    return None


def ignored(root):
    try:
        with open(os.path.join(root, ".gitignore"), encoding="utf-8") as file:
            return [line.strip().strip("/") for line in file if line.strip() and not line.startswith("#")]
    except FileNotFoundError:
        return []


def complaints(root):
    src = os.path.join(root, "src")
    patterns = ignored(root)
    for entry in sorted(os.listdir(root)):
        if entry not in TOP and not any(fnmatch.fnmatch(entry, each) for each in patterns):
            yield "%s: not an entry of the top level" % entry
    for folder, _, files in sorted(os.walk(src)):
        room = os.path.relpath(folder, src).split(os.sep)[0]
        for file in sorted(files):
            path = os.path.join(folder, file)
            shown = os.path.relpath(path, root)
            if not re.search(r"\.(c|h|cc|hh|cpp|hpp|inc)$", file):
                continue
            if room not in ARROWS:
                yield "%s: %s is not a room" % (shown, room)
                continue
            for number, quoted, name in includes(path):
                if name is None:
                    yield "%s: %d lines, more than %d" % (shown, number, LONGEST_FILE)
                    continue
                why = refusal(src, room, path, quoted, name)
                if why:
                    yield "%s:%d: %s" % (shown, number, why)


def self_check():
    """A small tree with one mistake of each sort, and what must be said of it."""
    good = {"src/base/text.hpp": "", "src/transport/table.hpp": "", "src/transport/curl_transport.hpp": "#include <curl/curl.h>\n",
            "src/client/client.hpp": '#include "base/text.hpp"\n#include "transport/curl_transport.hpp"\n#include "kling/kling.h"\n',
            "src/transfer/download.cpp": '#include "transport/table.hpp"\n', "README.md": "", ".gitignore": "/build/\n", "build/x": ""}
    bad = {"src/base/up.cpp": ('#include "client/client.hpp"\n', "no arrow leads from base to client"),
           "src/engine/http.cpp": ("#include <curl/curl.h>\n", "only transport may"),
           "src/protocol/tree.cpp": ("# include  <cjson/cJSON.h>\n", "only json may"),
           "src/cli/inner.cpp": ('#include "base/text.hpp"\n', "no arrow leads from cli to base"),
           "src/transfer/carry.cpp": ('#include "transport/curl_transport.hpp"\n', "transfer sees only transport/table.hpp"),
           "src/client/time.cpp": ("#include <sys/time.h>\n", "only system, sim_server, cli may"),
           "src/base/far.cpp": ('#include "../client/client.hpp"\n', "not in a room"),
           "src/base/long.cpp": ("\n" * 601, "601 lines"),
           "src/misc/x.cpp": ("", "misc is not a room"),
           "notes.txt": ("", "not an entry of the top level")}
    failures = 0
    with tempfile.TemporaryDirectory() as root:
        def write(name, text):
            path = os.path.join(root, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

        for name, text in good.items():
            write(name, text)
        for said in complaints(root):
            print("wrongly refused: " + said)
            failures += 1
        for name, (text, _) in bad.items():
            write(name, text)
        found = list(complaints(root))
        for name, (_, words) in bad.items():
            if not any(each.startswith(name + ":") and words in each for each in found):
                print("not refused: " + name)
                failures += 1
        if len(found) != len(bad):
            print("%d complaints for %d mistakes" % (len(found), len(bad)))
            failures += 1
    return failures


def main():
    if sys.argv[1] == "--self-check":
        return 1 if self_check() else 0
    found = list(complaints(sys.argv[1]))
    print("\n".join(found))
    return 1 if found else 0


sys.exit(main())
