"""Pictures, traces and steps of a graph: drawn where there is Graphviz, in words everywhere.

In goes a graph, a frame or numbers; out comes a value that a notebook shows, as HTML and as text. In the order of
reading:
  palette, html, notation        colours, escaping, and names with dots and bars
  drawn                          a digest of what a picture shows, to see whether two show the same
  scene, dot_text, svg, picture  what is to be drawn, as Graphviz text, as an image, and both with words
  browser                        Graphviz where no program can be started
  diagram, recurrent             the same for graphs of every kind, and for networks that repeat
  tables, plots                  traces as rows; plots by matplotlib
  moving                         what changes step by step
"""
from course.pictures import palette
from course.pictures.dot_text import dot
from course.pictures.moving.both_ways import explore_paths
from course.pictures.moving.elimination import compare_orders, elimination_frames, try_orders
from course.pictures.moving.frames import Frame, forward_frames, path_frames, reverse_frames, value_frames
from course.pictures.moving.sliders import slide
from course.pictures.moving.stepper import explore, filmstrip, step
from course.pictures.picture import Picture, draw
from course.pictures.plots import Plot, plot
from course.pictures.recurrent import carried, flow, in_time, windows
from course.pictures.svg import engine
from course.pictures.tables import Table, forward_trace, listing, reverse_trace

__all__ = [
    "Frame", "Picture", "Plot", "Table", "carried", "compare_orders", "dot", "draw", "elimination_frames", "engine",
    "explore", "explore_paths", "filmstrip", "flow", "forward_frames", "forward_trace", "in_time", "listing", "palette",
    "path_frames", "plot", "reverse_frames", "reverse_trace", "slide", "step", "try_orders", "value_frames", "windows"]
