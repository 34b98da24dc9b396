"""What changes step by step: steps are data, widgets hold an index and show a picture.

  frames     one step of a story about a graph: a caption, and what is shown where
  sweeps     the stories of the sweeps and of listing paths
  stepper    through the frames by slider and buttons; as a filmstrip where no kernel runs
  elimination  nodes that leave a graph, by a button for each
  sliders    a picture as a function of numbers that can be moved
"""
