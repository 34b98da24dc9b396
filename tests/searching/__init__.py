"""Searches for what the checks get wrong: right answers refused, and wrong ones accepted.

Other tests know what they look for. These make it: mutants of the solutions, tables of recorded results, the course's
own functions under other names, and the same answers at many seeds and in the sandbox. Right answers are kept in
tests/answers/, those that leave the work to others in tests/delegating/, wrong ones in tests/mistakes/, and in
tests/odd/ inputs on which those that are called right are compared.

In the order of reading:
  searched             the units that are searched, their solutions, and every answer that is known for them
  mutants, survivors   solutions with one slip; those that pass, and why they are right
  styles               right answers of other styles as cells, which have slips as well
  tables               what was recorded at one seed, replayed at another
  hiding               ways to hide the call of a function that an answer may not use
"""
