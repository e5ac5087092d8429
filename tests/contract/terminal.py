"""A terminal for a test: a program runs in it, keys are typed, and what it shows can be read."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

LIMIT = 30


class Screen:
    """What a terminal of so many columns makes of the bytes: as far as this program's go, and one that rewraps nothing."""

    def __init__(self, columns):
        self.columns = columns
        self.lines = [""]
        self.column = 0

    def write(self, text):
        for piece in re.findall(r"\x1b\[[0-9;]*[A-Za-z]|.", text, re.DOTALL):
            self.put(piece)

    def put(self, piece):
        line = self.lines[-1]
        if piece == "\r":
            self.column = 0
        elif piece == "\n":
            self.lines.append("")
            self.column = 0
        elif piece == "\x1b[K":
            self.lines[-1] = line[:self.column]
        elif not piece.startswith("\x1b"):
            if self.column == self.columns:
                self.lines.append("")
                self.column = 0
                line = ""
            self.lines[-1] = line[:self.column].ljust(self.column) + piece + line[self.column + 1:]
            self.column += 1


class Terminal:
    """Runs a command with its streams on a terminal that controls it, as a shell does."""

    def __init__(self, command, environment, folder, columns=80, rows=24, output=None):
        self.ours, theirs = pty.openpty()
        self.resize(columns, rows)
        self.shown = ""
        self.process = subprocess.Popen(command, env=environment, cwd=folder, stdin=theirs, stdout=theirs if output is None else output,
                                        stderr=theirs, start_new_session=True, preexec_fn=lambda: self.take_over(theirs))
        os.close(theirs)

    @staticmethod
    def take_over(terminal):
        fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    def resize(self, columns, rows=24):
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def press(self, keys):
        os.write(self.ours, keys.encode())

    def read(self, seconds):
        """What comes within that time; None at the end."""
        if not select.select([self.ours], [], [], seconds)[0]:
            return ""
        try:
            piece = os.read(self.ours, 65536).decode()
        except OSError:
            return None
        self.shown += piece
        return piece or None

    def until(self, pattern, start=0):
        """Reads until the pattern is shown behind `start`, and gives back what matched."""
        deadline = time.monotonic() + LIMIT
        while time.monotonic() < deadline:
            found = re.search(pattern, self.shown[start:])
            if found:
                return found
            if self.read(0.5) is None:
                break
        raise AssertionError(f"{pattern!r} is not in {self.shown!r}")

    def end(self):
        """Reads to the end; gives back the exit code."""
        deadline = time.monotonic() + LIMIT
        while time.monotonic() < deadline and self.read(0.5) is not None:
            pass
        return self.process.wait(timeout=LIMIT)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.ours)

    def screen(self, columns):
        screen = Screen(columns)
        screen.write(self.shown)
        return [line.rstrip() for line in screen.lines]
