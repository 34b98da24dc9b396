"""Derivatives as sums over paths: from a program to its graph, from listing paths to one backward sweep."""
from course.exercises.order import unit
from course.exercises.path_sums.counting import count_paths, ladder_guess
from course.exercises.path_sums.graphs import build_graph
from course.exercises.path_sums.listing import path_guess, path_value, paths
from course.exercises.path_sums.pingali import program_grads
from course.exercises.path_sums.scheduling import schedule
from course.exercises.path_sums.sweeping import fan_guess, path_sums

UNIT = unit("path_sums", "Derivatives as sums over paths", (
    build_graph, path_guess, paths, path_value, ladder_guess, count_paths, fan_guess, path_sums, program_grads,
    schedule))
