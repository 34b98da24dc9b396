"""Finding or making a Python that has what a command needs. Standard library only: it runs before anything is there.

  needs        what pyproject.toml asks for, and what a Python lacks
  places       where the notebooks are, and where a student works
  bootstrap    this Python, or .venv, made or completed
  programs     JupyterLab and pytest as commands
"""
