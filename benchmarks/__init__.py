"""How fast the program is, beside something to compare with: `python -m benchmarks [NAME…]`.

Every figure stands beside a baseline that is measured in the same run, turn by turn, on data made
anew for each turn. What is measured is the shipped program with every guard of durability on.
Nothing here is a test: a machine that is busy gives other figures, which is why medians and the
range of the single ratios are printed.
"""
