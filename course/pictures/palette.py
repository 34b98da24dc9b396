"""The colours of the mathematics and what each one means; every meaning also has a sign that needs no colour."""

CARD = "#FFFFFF"            # the opaque ground of every picture: legible in light and dark notebooks
INK = "#1F2328"             # values: upright numbers, thin solid edges forward
LINE = "#7D8590"            # outlines that carry no meaning

TANGENT = "#0066A6"         # a dot over the name, thick solid edges forward
TANGENT_TINT = "#D6EAF8"
ADJOINT = "#B04600"         # a bar over the name, dashed edges backward
ADJOINT_TINT = "#FDE3D0"
WEIGHT_TINT = "#FFF4C2"     # italic, on the edge
