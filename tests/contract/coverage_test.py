#!/usr/bin/env python3
"""Holds coverage.tsv against coverage_facts.tsv and the tests there are: no fact without a row, no row without its tests.

coverage_test.py SOURCE_DIR, or --self-check."""
import os
import re
import sys
import tempfile

OPEN = "uncertain: passes through"
REPLY_TESTS = ("GatewayReply.BecomesWhatTheTableSays", "Dialects.AreReadAsTheTableSays") # for each row of tests/fixtures/dialects


def rows(path):
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if line and not line.startswith("#"):
                yield number, line.split("\t")


def tests_of(folder):
    """Suite.Name of every GoogleTest case in the sources, and whether it is one for each kind."""
    found = {}
    for place, _, files in os.walk(folder):
        for file in files:
            if file.endswith(".cpp"):
                with open(os.path.join(place, file), encoding="utf-8") as source:
                    for kind, suite, name in re.findall(r"^TEST(_F|_P)?\((\w+),\s*(\w+)\)", source.read(), re.M):
                        found[suite + "." + name] = kind == "_P"
    return found


def why_dangling(name, tests, kinds, replies):
    test, _, row = name.partition("/")
    if test not in tests:
        return "there is no test " + test
    if "DISABLED_" in test:
        return test + " is never run"
    if row and not tests[test]:
        return test + " is not one for each kind or reply"
    of_replies = test in REPLY_TESTS
    if row and row not in (replies if of_replies else kinds):
        return "there is no %s %s" % ("reply" if of_replies else "kind", row)
    return None


def complaints(root):
    contract = os.path.join(root, "tests", "contract")
    fixtures = os.path.join(root, "tests", "fixtures")
    kinds = {row[0] for _, row in rows(os.path.join(fixtures, "kinds", "kinds.tsv"))}
    replies = {row[0] for _, row in rows(os.path.join(fixtures, "dialects", "dialects.tsv"))}
    tests = tests_of(os.path.join(root, "tests"))
    facts = [tuple(row[:2]) for _, row in rows(os.path.join(contract, "coverage_facts.tsv"))]
    covered = {}
    for number, row in rows(os.path.join(contract, "coverage.tsv")):
        where = "coverage.tsv:%d: " % number
        if len(row) < 3:
            yield where + "section, fact and tests"
            continue
        fact = (row[0], row[1])
        if fact in covered:
            yield where + "a second row for: " + row[1]
        covered[fact] = number
        if fact not in facts:
            yield where + "not a fact of coverage_facts.tsv: " + row[1]
        for name in [] if row[2] == OPEN else row[2].split(", "):
            why = why_dangling(name, tests, kinds, replies)
            if why:
                yield where + why
    for fact in facts:
        if fact not in covered:
            yield "no row for %s %s" % fact
    for fact in sorted(set(each for each in facts if facts.count(each) > 1)):
        yield "a fact twice: %s %s" % fact


def self_check():
    """A small tree with one mistake of each sort, and what must be said of it."""
    with tempfile.TemporaryDirectory() as root:
        def write(name, text):
            path = os.path.join(root, "tests", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)

        write("fixtures/kinds/kinds.tsv", "# kind\nfox\tPOST\n")
        write("fixtures/dialects/dialects.tsv", "# file\ne1.json\t200\n")
        write("unit/a_test.cpp", "TEST(Suite, Plain) {\n}\nTEST_P(Suite, Each) {\n}\nTEST_F(Suite, DISABLED_Off) {\n}\n"
              "TEST_P(Dialects, AreReadAsTheTableSays) {\n}\n")
        facts = ["one", "two", "three", "four", "five"]
        write("contract/coverage_facts.tsv", "".join("4\t%s\n" % each for each in facts))
        write("contract/coverage.tsv", "4\tone\tSuite.Plain, Suite.Each/fox, Dialects.AreReadAsTheTableSays/e1.json\n"
              "4\ttwo\t%s\tit is open\n4\tthree\tSuite.Each\n4\tfour\tSuite.Plain\n4\tfive\tSuite.Plain\n" % OPEN)
        wrong = list(complaints(root))
        for text, words in (
                ("4\tone\tSuite.Gone\n", "there is no test Suite.Gone"),
                ("4\tone\tSuite.DISABLED_Off\n", "is never run"),
                ("4\tone\tSuite.Plain/fox\n", "not one for each kind"),
                ("4\tone\tSuite.Each/owl\n", "there is no kind owl"),
                ("4\tone\tSuite.Each/e1.json\n", "there is no kind e1.json"),
                ("4\tone\tDialects.AreReadAsTheTableSays/e9.json\n", "there is no reply e9.json"),
                ("4\tone\tuncertain\n", "there is no test uncertain"),
                ("4\tone\tSuite.Plain\n4\tone\tSuite.Plain\n", "a second row"),
                ("4\tsix\tSuite.Plain\n4\tone\tSuite.Plain\n", "not a fact"),
                ("", "no row for 4 one"),
                ("4\tone\n", "section, fact and tests")):
            write("contract/coverage.tsv", text + "".join("4\t%s\tSuite.Plain\n" % each for each in facts[1:]))
            said = list(complaints(root))
            if not any(words in each for each in said):
                wrong.append("not said: %s (%s)" % (words, said))
        return wrong


def main():
    found = self_check() if sys.argv[1] == "--self-check" else list(complaints(sys.argv[1]))
    for each in found:
        print(each)
    return 1 if found else 0


sys.exit(main())
