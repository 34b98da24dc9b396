"""Derivatives as sums over paths: from listing paths to one backward sweep, and from a program to its graph."""
from course.exercises.order import unit
from course.exercises.path_sums.counting import count_paths, ladder_guess
from course.exercises.path_sums.graphs import build_graph, find_faults
from course.exercises.path_sums.listing import path_guess, path_value, paths
from course.exercises.path_sums.pingali import program_grads
from course.exercises.path_sums.scheduling import schedule
from course.exercises.path_sums.sweeping import fan_guess, path_sums

UNIT = unit("path_sums", "Derivatives as sums over paths", (
    path_guess, paths, path_value, ladder_guess, count_paths, fan_guess, path_sums, build_graph, program_grads,
    find_faults, schedule))
