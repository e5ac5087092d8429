#!/usr/bin/env python3
"""Manual pages out of the public headers and the commands' own help.

manual.py check INCLUDE_FOLDER           says which names of the headers have no words
manual.py functions INCLUDE_FOLDER OUT   OUT/man3: a page for each function, one for each header
manual.py commands OUT PROGRAM...        OUT/man1: a page for each command and each of its own commands
manual.py kinds OUT PROGRAM              OUT/man7: a page for each kind of task, with its fields, models and prices
"""
import json
import os
import re
import subprocess
import sys

HEADERS = ["kling.h", "transport.h", "sim.h"]
LABELS = {"Returns": "RETURN VALUE", "Threads": "THREADS", "Callbacks": "CALLBACKS", "Since": "SINCE"}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def words(comment):
    """The lines of a comment without its frame."""
    body = re.sub(r"^/\*+ ?|\s*\*/$", "", comment.strip())
    return [re.sub(r"^ \* ?", "", line).rstrip() for line in body.split("\n")]


def functions(text):
    """(section, comment, prototype, name) in the order of the header."""
    section = ""
    pattern = re.compile(r"/\* ---- (?P<section>.*?) ---- \*/|(?P<comment>/\*\*.*?\*/\n)?^KLING_API (?P<code>[^;]*?KLING_CALL (?P<name>\w+)\([^;]*\));",
                         re.S | re.M)
    for found in pattern.finditer(text):
        if found.group("section"):
            section = found.group("section")
        else:
            comment = found.group("comment") or ""
            yield section, comment[comment.rfind("/**"):], found.group("code"), found.group("name")


# ---- checking

def joined(text):
    """Every comment on one line."""
    return re.sub(r"/\*.*?\*/", lambda found: re.sub(r"\s*\n\s*\*?\s*", " ", found.group()), text, flags=re.S)


def without_words(body, own):
    """Of the lines of a struct or an enum those that hold a name and neither a comment nor one right above."""
    above = False
    for line in body.split("\n"):
        code = re.sub(r"/\*.*?\*/", "", line).strip()
        if code and "/*" not in line and not above and not re.match(own, code):
            yield code
        above = "/*" in line and not code


def unspoken(text):
    """Names without a word on them: functions, constants, types and their members."""
    for _, comment, _, name in functions(text):
        if len(words(comment)) < 2:
            yield name
    text = joined(text)
    for found in re.finditer(r"^enum \{(.*?)\};", text, flags=re.S | re.M):
        if "\n" in found.group(1):
            yield from without_words(found.group(1), r"KLING_OK\b")
        elif not text[:found.start()].endswith("*/\n"):
            yield found.group()
    for found in re.finditer(r"^typedef struct (\w+) \{\n(.*?)^\} \1;", text, flags=re.S | re.M):
        if not text[:found.start()].endswith("*/\n"):
            yield found.group(1)
        for code in without_words(found.group(2), r"uint32_t (struct_size|reserved);|void \*user_data;"):
            yield "%s, %s" % (found.group(1), code)
    for name, rest in re.findall(r"^typedef struct (\w+) \1;(.*)$", text, flags=re.M):
        if "/*" not in rest and not re.search(r"\*/\ntypedef struct %s %s;" % (name, name), text):
            yield name


# ---- pages

def escaped(line):
    line = line.replace("\\", "\\e").replace("-", "\\-")
    line = "".join(each if each.isascii() else "\\[u%04X]" % ord(each) for each in line)
    return "\\&" + line if line[:1] in (".", "'") else line


def is_verbatim(line):
    return line.startswith("    ") or " | " in line or re.match(r"^-+(\+-+)+$", line) is not None


def formatted(lines):
    """Running text is filled; tables and code stay as they stand."""
    verbatim = False
    for line in lines:
        if verbatim != is_verbatim(line) and (line or not verbatim):
            verbatim = not verbatim
            yield ".nf" if verbatim else ".fi"
        yield escaped(line) if line else ".PP" if not verbatim else ""
    if verbatim:
        yield ".fi"


def parts(lines, arguments):
    """What a function's comment says, in its fixed order: purpose, parameters, returns, threads, callbacks, since."""
    found = {"": []}
    current = ""
    for line in lines:
        label = re.match(r"^(Returns)\b|^(Threads|Callbacks|Since): ", line)
        about = re.match(r"^((?:\w+)(?:, \w+)*): ", line)
        if label:
            current = label.group(1) or label.group(2)
            found[current] = []
            line = line if label.group(1) else line[label.end():]
        elif about and current in ("", "parameters") and all(each in arguments for each in about.group(1).split(", ")):
            current = "parameters"
            found.setdefault(current, []).append(".TP\n.I " + about.group(1))
            line = line[about.end():]
        found.setdefault(current, []).append(line)
    return found


def title(version, name, section):
    return '.TH %s %s "" "libkling %s" "libkling"' % (name, section, version)


def sentence_end(lines):
    text = " ".join(lines)
    return re.split(r"(?<=[.:;]) ", text, maxsplit=1)[0].rstrip(".:;")


def function_page(version, header, entry, neighbours):
    _, comment, prototype, name = entry
    arguments = re.findall(r"(\w+)(?:,|\)|$)", prototype[prototype.find("(") + 1:])
    arguments += re.findall(r"\*(\w+)\)\(", prototype)
    said = parts(words(comment), arguments)
    plain = " ".join(prototype.replace("KLING_CALL ", "").split())
    page = [title(version, name, 3), ".SH NAME", escaped("%s - %s" % (name, sentence_end(said[""]))).replace("\\- ", "\\- ", 1), ".SH SYNOPSIS",
            ".nf", "#include <kling/%s>" % header, "", escaped(plain + ";"), ".fi", ".SH DESCRIPTION", *formatted(said[""])]
    if "parameters" in said:
        page.append(".SH PARAMETERS")
        for line in said["parameters"]:
            page.extend([line] if line.startswith(".TP") else formatted([line]))
    for key, heading in LABELS.items():
        if key in said:
            page.extend([".SH " + heading, *formatted(said[key])])
    others = [each for each in neighbours if each != name]
    page.extend([".SH SEE ALSO", ", ".join([".BR " + "libkling (3)"] if not others else ["\\fB%s\\fP(3)" % each for each in ["libkling", *others]])])
    return "\n".join(page) + "\n"


def header_page(version, header, text, entries):
    name = "libkling" if header == "kling.h" else "kling_" + header[:-2]
    opening = words(re.match(r"/\*.*?\*/", text, flags=re.S).group())
    page = [title(version, name, 3), ".SH NAME", escaped("%s - %s" % (name, re.sub(r"^libkling: | MIT licence\.$", "", opening[0]).rstrip("."))),
            ".SH SYNOPSIS", "#include <kling/%s>" % header, ".SH DESCRIPTION"]
    for line in formatted(opening[1:]):
        heading = re.match(r"^([A-Z][A-Z ]+[A-Z])(\.?) (.*)$", line) if page[-1] in (".PP", ".fi") else None
        if heading and heading.group(2):
            page[-1:] = [*([".fi"] if page[-1] == ".fi" else []), ".SS " + heading.group(1), heading.group(3)]
        else:
            page.extend([".B " + heading.group(1), heading.group(3)] if heading else [line])
    page.append(".SH FUNCTIONS")
    last = None
    for section, _, _, function in entries:
        if section != last:
            page.append(".SS " + escaped(section or "All"))
            last = section
        page.extend(["\\fB%s\\fP(3)" % function, ".br"])
    constants = []
    for found in re.finditer(r"(?:^/\* ((?:(?!\*/).)*?)\*/\n)?^enum \{(.*?)\};", text, flags=re.S | re.M):
        constants.extend(["", *(["/* " + " ".join(words("/* " + found.group(1) + "*/")) + " */"] if found.group(1) else []), "enum {" + found.group(2) + "};"])
    structs = [found.group() for found in re.finditer(r"^typedef struct \w+ \{\n.*?^\} \w+;", text, flags=re.S | re.M)]
    for heading, blocks in (("CONSTANTS", constants), ("STRUCTS", structs)):
        if blocks:
            page.extend([".SH " + heading, ".nf", *[escaped(line) for block in blocks for line in (block + "\n").split("\n")], ".fi"])
    page.extend([".SH SEE ALSO", "\\fBkling\\fP(1), \\fBkling\\-sim\\fP(1)"])
    return name, "\n".join(page) + "\n"


def write(folder, name, section, page):
    os.makedirs(os.path.join(folder, "man%d" % section), exist_ok=True)
    with open(os.path.join(folder, "man%d" % section, "%s.%d" % (name, section)), "w", encoding="utf-8") as file:
        file.write(page)


def write_functions(include, out):
    texts = {header: read(os.path.join(include, "kling", header)) for header in HEADERS}
    version = ".".join(re.search(r"#define KLING_VERSION_%s (\d+)" % each, texts["kling.h"]).group(1) for each in ("MAJOR", "MINOR", "PATCH"))
    count = 0
    for header, text in texts.items():
        entries = list(functions(text))
        for entry in entries:
            write(out, entry[3], 3, function_page(version, header, entry, [each[3] for each in entries if each[0] == entry[0]]))
        name, page = header_page(version, header, text, entries)
        write(out, name, 3, page)
        count += len(entries) + 1
    print("%d pages in %s" % (count, os.path.join(out, "man3")))


def help_of(program, *arguments):
    environment = {"PATH": os.environ["PATH"], "COLUMNS": "80", "TERM": "dumb", "LC_ALL": "C.UTF-8"}
    return subprocess.run([program, *arguments, "--help"], check=True, capture_output=True, text=True, env=environment).stdout


def command_page(version, name, text):
    lines = [line for line in text.rstrip().split("\n")]
    purpose = next(line.strip() for line in lines if line.strip() and not line.startswith(("Usage", "usage")))
    return "\n".join([title(version, name, 1), ".SH NAME", escaped("%s - %s" % (name, purpose.rstrip("."))), ".SH DESCRIPTION", ".nf",
                      *[escaped(line) for line in lines], ".fi", ".SH SEE ALSO", "\\fBkling\\fP(1), \\fBkling\\-sim\\fP(1), \\fBlibkling\\fP(3)"]) + "\n"


def write_commands(out, programs):
    count = 0
    for program in programs:
        name = os.path.basename(program)
        version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.split()[-1]
        text = help_of(program)
        write(out, name, 1, command_page(version, name, text))
        count += 1
        for command in re.findall(r"^  ([a-z][\w-]*)(?:  | [A-Z<\[\"])", text, flags=re.M):
            try:
                page = command_page(version, "%s-%s" % (name, command), help_of(program, command))
            except subprocess.CalledProcessError:
                continue # a word of the text that is no command
            write(out, "%s-%s" % (name, command), 1, page)
            count += 1
    print("%d pages in %s" % (count, os.path.join(out, "man1")))


def said_by(program, *arguments):
    environment = {"PATH": os.environ["PATH"], "COLUMNS": "120", "TERM": "dumb", "LC_ALL": "C.UTF-8"}
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True, env=environment).stdout


def traits(kind):
    path = kind.get("path", "") + ("/{model_name}" if kind.get("model_in_path") else "")
    yield "%s %s" % (kind.get("method", "POST"), path) if path else "Any path of the service."
    if kind.get("generation") == "new":
        yield "It is of the new generation, which takes API keys only."
    if kind.get("provider"):
        yield "Provider %s alone has it." % kind["provider"]
    yield "The reply to the request is the result." if kind["synchronous"] else "A task that is watched until its end."
    yield "It is billed." if kind["billed"] else "It is not billed."
    if not kind["synchronous"] and not kind["external_id"]:
        yield "It has no external id: a lost reply ends as UNKNOWN."
    if kind.get("note"):
        yield kind["note"][:1].upper() + kind["note"][1:] + "."


def kind_page(version, program, kind):
    name = kind["kind"]
    page = [title(version, "kling_" + name, 7), ".SH NAME", escaped("kling_%s - %s" % (name, kind["title"])).replace("\\- ", "\\- ", 1),
            ".SH SYNOPSIS", ".nf", escaped('kling_request_new("%s", &request);' % name), escaped("kling %s --help" % name), ".fi", ".SH DESCRIPTION",
            *[escaped(each) for each in traits(kind)]]
    for heading, table in (("FIELDS", "fields"), ("MODELS", "models"), ("PRICES", "prices")):
        text = said_by(program, table, name).rstrip()
        if text:
            page.extend([".SH " + heading, ".nf", *[escaped(line) for line in text.split("\n")], ".fi"])
    page.extend([".SH SEE ALSO", "\\fBkling\\fP(1), \\fBlibkling\\fP(3), \\fBkling_request_new\\fP(3)"])
    return "\n".join(page) + "\n"


def write_kinds(out, program):
    version = said_by(program, "--version").split()[-1]
    kinds = [json.loads(line) for line in said_by(program, "kinds", "--json").splitlines()]
    kinds = [kind for kind in kinds if "kind" in kind]
    for kind in kinds:
        write(out, "kling_" + kind["kind"], 7, kind_page(version, program, kind))
    print("%d pages in %s" % (len(kinds), os.path.join(out, "man7")))


def main(arguments):
    if arguments[:1] == ["check"] and len(arguments) == 2:
        found = ["%s: %s has no words" % (header, name) for header in HEADERS for name in unspoken(read(os.path.join(arguments[1], "kling", header)))]
        print("\n".join(found), end="\n" if found else "")
        return 1 if found else 0
    if arguments[:1] == ["functions"] and len(arguments) == 3:
        return write_functions(*arguments[1:])
    if arguments[:1] == ["commands"] and len(arguments) > 2:
        return write_commands(arguments[1], arguments[2:])
    if arguments[:1] == ["kinds"] and len(arguments) == 3:
        return write_kinds(*arguments[1:])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
