"""What is moved by hand: stories are data, a panel has the controls, and everything has a form that stands still.

In the order of reading:
  sweeps, frames    the steps of a sweep as data, and as a story: a caption, and what is shown where
  panel, typed      controls, a picture and a sentence as one widget (panel.js, panel.css); numbers as people type them
  sliders           a picture as a function of numbers
  stepper           a story to step through, with numbers to change; a film strip where no kernel runs
  both_ways         along every path, or in one sweep, with the multiplications of both
  elimination       nodes that leave a graph, by a button for each
"""
