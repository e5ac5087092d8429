#!/usr/bin/env python3
"""manual_test.py SOURCE_FOLDER: the manual has a page for every function, says what the headers say, and misses no name without words."""
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
SOURCE = sys.argv[1]
sys.path.insert(0, os.path.join(SOURCE, "src", "capi"))
import manual  # noqa: E402

INCLUDE = os.path.join(SOURCE, "include")

GOOD = """/* A thing. */
typedef struct kling_thing kling_thing;
/* A record. */
typedef struct kling_record {
  uint32_t struct_size;
  int32_t one; /* the first */
  /* The second,
   * at length. */
  int32_t two;
} kling_record;
enum {
  KLING_A = 1, /* a */
  /* b */
  KLING_B
};
/** Does.
 * it: that.
 * Returns KLING_OK.
 * Threads: any. */
KLING_API kling_status KLING_CALL kling_do(kling_thing *it);
"""
# What is taken away, and the name that is then without words.
BROKEN = [
    ("/* A thing. */\n", "kling_thing"), ("/* A record. */\n", "kling_record"), (" /* the first */", "kling_record, int32_t one;"),
    ("  /* The second,\n   * at length. */\n", "kling_record, int32_t two;"), (" /* a */", "KLING_A = 1,"), ("  /* b */\n", "KLING_B"),
    (GOOD[GOOD.find("/** Does"):GOOD.find("KLING_API")], "kling_do"),
]


def complaints():
    if list(manual.unspoken(GOOD)):
        yield "the check refuses what is right: %s" % list(manual.unspoken(GOOD))
    for piece, name in BROKEN:
        found = list(manual.unspoken(GOOD.replace(piece, "", 1)))
        if found != [name]:
            yield "without %r the check finds %s" % (piece, found)
    with tempfile.TemporaryDirectory() as out:
        manual.write_functions(INCLUDE, out)
        pages = set(os.listdir(os.path.join(out, "man3")))
        for header in manual.HEADERS:
            text = manual.read(os.path.join(INCLUDE, "kling", header))
            for name in re.findall(r"KLING_CALL (kling_\w+)\(", text):
                if re.search(r"^KLING_API [^;]*KLING_CALL %s\(" % name, text, flags=re.M) and name + ".3" not in pages:
                    yield "no page of %s" % name
        submit = manual.read(os.path.join(out, "man3", "kling_submit.3"))
        for words in (".SH NAME\nkling_submit \\- Submits a request", "kling_status kling_submit(kling_client *client,", ".TP\n.I tag", ".SH RETURN VALUE",
                      "KLING_E_QUEUE_FULL", ".SH THREADS", ".SH SINCE\n0.1.0", "\\fBkling_attach\\fP(3)"):
            if words not in submit:
                yield "the page of kling_submit lacks %r" % words
        overview = manual.read(os.path.join(out, "man3", "libkling.3"))
        for words in (".SS TICKS AND THREADS", ".SS CALLBACKS OR QUEUE", ".SS Tasks\n", "\\fBkling_task_save\\fP(3)", "KLING_E_FIELD = 201", "char message[512]"):
            if words not in overview:
                yield "the page of the library lacks %r" % words
        for name in pages:
            if not manual.read(os.path.join(out, "man3", name)).isascii():
                yield "%s is not plain ASCII" % name
    if subprocess.run([sys.executable, os.path.join(SOURCE, "src", "capi", "manual.py"), "check", INCLUDE]).returncode != 0:
        yield "names without words, see above"


found = list(complaints())
print("\n".join(found))
sys.exit(1 if found else 0)
