"""Runs command lines on a terminal of its own and draws what that terminal shows in the end as an SVG:

    pip install pyte==0.8.2
    python docs/pictures/terminal.py docs/pictures/first-start.svg './rhapsode run "..."' ...

It runs each line by bash in the current folder, so the picture shows what really happened there."""

import fcntl
import os
import pty
import struct
import sys
import termios
from html import escape

import pyte

COLUMNS, ROWS = 100, 60
CELL, LINE, MARGIN, TITLE = 8.4, 20, 16, 34
COLORS = {
    "default": "#d7dce2", "black": "#5c6370", "red": "#f2777a", "green": "#8fc98b", "brown": "#e5c07b",
    "blue": "#7fb2f0", "magenta": "#c99ae0", "cyan": "#6cc5cf", "white": "#ffffff",
}


def run(line, screen):
    """Feeds the screen with what the line prints until it ends."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS=str(COLUMNS))
        os.execvp("bash", ["bash", "-c", line])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    stream = pyte.ByteStream(screen)
    while True:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        stream.feed(data)
    os.waitpid(process, 0)


def spans(row):
    """The cells of a row as [column, cells, text, colour, bold], blanks at the end left out."""
    cells = [row[column] for column in range(COLUMNS)]
    while cells and cells[-1].data == " ":
        cells.pop()
    found = []
    for column, cell in enumerate(cells):
        style = (COLORS.get(cell.fg, COLORS["default"]), cell.bold)
        if found and tuple(found[-1][3:]) == style:
            found[-1][1] += 1  # a wide character has a cell without text after it
            found[-1][2] += cell.data
        else:
            found.append([column, 1, cell.data, *style])
    return found


def draw(screen, rows):
    width = COLUMNS * CELL + 2 * MARGIN
    height = TITLE + rows * LINE + MARGIN
    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" '
        f'viewBox="0 0 {width:.0f} {height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="14">',
        f'<rect width="{width:.0f}" height="{height}" rx="8" fill="#1f2329"/>',
    ]
    svg += [f'<circle cx="{MARGIN + 4 + 18 * i}" cy="18" r="5" fill="{c}"/>' for i, c in enumerate(["#f2777a", "#e5c07b", "#8fc98b"])]
    for y in range(rows):
        for column, cells, text, color, bold in spans(screen.buffer[y]):
            weight = ' font-weight="bold"' if bold else ""
            # The length is given so that columns stand below each other in any font.
            svg.append(
                f'<text x="{MARGIN + column * CELL:.1f}" y="{TITLE + (y + 0.7) * LINE:.1f}" '
                f'textLength="{cells * CELL:.1f}" fill="{color}"{weight} '
                f'xml:space="preserve">{escape(text)}</text>')
    return "\n".join(svg + ["</svg>", ""])


def main(path, *lines):
    screen = pyte.Screen(COLUMNS, ROWS)
    screen.set_mode(pyte.modes.LNM)
    stream = pyte.Stream(screen)
    for line in lines:
        stream.feed("\033[32;1m$\033[0m \033[1m" + line + "\033[0m\n")
        run(line, screen)
        stream.feed("\n" * (2 if screen.cursor.x else 1))
    rows = max(y for y in range(ROWS) if spans(screen.buffer[y])) + 1
    with open(path, "w") as file:
        file.write(draw(screen, rows))


main(*sys.argv[1:])
