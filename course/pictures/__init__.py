"""Pictures, traces and steps of a graph: drawn where there is Graphviz, in words everywhere."""
from course.pictures import palette
from course.pictures.dot import dot
from course.pictures.frames import Frame, forward_frames, path_frames, reverse_frames, value_frames
from course.pictures.picture import Picture, draw
from course.pictures.plots import Plot, plot
from course.pictures.recurrent import flow, windows
from course.pictures.sliders import slide
from course.pictures.stepper import explore, filmstrip, step
from course.pictures.svg import engine
from course.pictures.tables import Table, forward_trace, listing, reverse_trace

__all__ = [
    "Frame", "Picture", "Plot", "Table", "dot", "draw", "engine", "explore", "filmstrip", "flow", "forward_frames",
    "forward_trace", "listing", "palette", "slide", "path_frames", "plot", "reverse_frames", "reverse_trace", "step",
    "value_frames", "windows"]
