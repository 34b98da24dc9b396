"""Mutants that pass, and why each of them is right. A check that lets a wrong one pass is mended; it is not listed."""
ANY_ORDER = "the order of these makes no difference"
SAME = "it is the same in other words"
FIRST = "what is first on the tape is an input, which has no edges"
ONE_TAPE = "both are on the same tape"
AS_ARRAY = "NumPy takes a list for an array there"
NEAREST = "it is nearest to the right one of the four, and there are no others"
A_LIST = "a list will do"
LAST_STATE = "no copy meets the last state"
TIE = "either will do"
NO_ORDER = "a product has no order"
NUMPYS = "a truth value of NumPy's will do"
NEVER = "no difference is exactly that"
ONE_LEFT = "there is only one left"
ALIKE = "another experiment tells them apart as well"
LARGER = "a larger table holds the same"
ROUNDS_ALIKE = "the number of a round is not used"
FREE_NAMES = "names of steps and inputs are free"

RIGHT = {
    "chain_trace": {
        "values, local, total = ([], [], 1.0) → local, values, total = ([], [], 1.0)": SAME,
    },
    "neuron_grads": {
        "y = sigmoid(sum((wi * xi for wi, xi in zip(w, x))) + b) → "
        "y = sigmoid(sum((wi * xi for wi, xi in list(zip(w, x))[::-1])) + b)": ANY_ORDER,
        "y = sigmoid(sum((wi * xi for wi, xi in zip(w, x))) + b) → "
        "y = sigmoid(sum((wi * xi for wi, xi in zip(x, w))) + b)": ANY_ORDER,
        "y = sigmoid(sum((wi * xi for wi, xi in zip(w, x))) + b) → "
        "y = sigmoid(sum((wi * xi for xi, wi in zip(w, x))) + b)": ANY_ORDER,
    },
    "neuron_witness": {
        f"return ([1.0], [0.0], 2.0) → return {other}": "this is a counter-example, too" for other in (
            "([0.0], [0.0], 2.0)", "([0.0], [1.0], 2.0)", "([1.0], [-1.0], 2.0)", "([1.0], [0.0], 1.0)",
            "([1.0], [0.0], 3.0)", "([1.0], [1.0], 2.0)", "([2.0], [0.0], 2.0)")
    },
    "paths": {
        "return [[edge, *rest] for edge in graph['edges'] if edge[0] == source for rest in "
        "paths(graph, edge[1], target)] → return [[edge, *rest] for edge in list(graph['edges'])[::-1] "
        "if edge[0] == source for rest in paths(graph, edge[1], target)]": ANY_ORDER,
        "return [[edge, *rest] for edge in graph['edges'] if edge[0] == source for rest in "
        "paths(graph, edge[1], target)] → return [[edge, *rest] for edge in graph['edges'] "
        "if edge[0] == source for rest in list(paths(graph, edge[1], target))[::-1]]": ANY_ORDER,
    },
    "path_value": {
        "for source, target, weight in path: → for source, target, weight in list(path)[::-1]:": ANY_ORDER,
        "for source, target, weight in path: → for target, source, weight in path:": "only the weight is used",
    },
    "count_paths": {
        "leaving = {node: [] for node in graph['nodes']} → "
        "leaving = {node: [] for node in list(graph['nodes'])[::-1]}": ANY_ORDER,
        "for start, end, weight in graph['edges']: → for start, end, weight in list(graph['edges'])[::-1]:": ANY_ORDER,
        "count[node] = int(node == target) + sum((count[end] for end in leaving[node])) → "
        "count[node] = (node == target) + sum((count[end] for end in leaving[node]))": "True adds up as 1",
        "count[node] = int(node == target) + sum((count[end] for end in leaving[node])) → "
        "count[node] = int(node == target) + sum((count[end] for end in list(leaving[node])[::-1]))": ANY_ORDER,
    },
    "path_sums": {
        "leaving = {node: [] for node in graph['nodes']} → "
        "leaving = {node: [] for node in list(graph['nodes'])[::-1]}": ANY_ORDER,
        "for source, target, weight in graph['edges']: → "
        "for source, target, weight in list(graph['edges'])[::-1]:": ANY_ORDER,
        "for target, weight in leaving[node]: → for target, weight in list(leaving[node])[::-1]:": ANY_ORDER,
    },
    "find_faults": {
        "known, edges, undefined = (set(inputs), [], []) → known, undefined, edges = (set(inputs), [], [])": SAME,
        "if isinstance(arg, str) and arg in known: → if arg in known:": "no number is a known name",
        "return ([step[0] for step in program if step[0] not in alive], undefined) → "
        "return ([step[0] for step in list(program)[:-1] if step[0] not in alive], undefined)":
            "the last step is never dead",
    },
    "schedule": {
        "feeds = {node: [] for node in graph['nodes']} → "
        "feeds = {node: [] for node in list(graph['nodes'])[::-1]}": ANY_ORDER,
        "for source, target, weight in graph['edges']: → "
        "for source, target, weight in list(graph['edges'])[::-1]:": ANY_ORDER,
        "return ([node for level in levels for node in level], levels) → "
        "return ([node for level in levels for node in list(level)[::-1]], levels)": ANY_ORDER,
        "level = [node for node in feeds if node not in done and all((s in done for s in feeds[node]))] → "
        "level = [node for node in list(feeds)[::-1] if node not in done and "
        "all((s in done for s in feeds[node]))]": ANY_ORDER,
        "level = [node for node in feeds if node not in done and all((s in done for s in feeds[node]))] → "
        "level = [node for node in feeds if node not in done and "
        "all((s in done for s in list(feeds[node])[::-1]))]": ANY_ORDER,
    },
    "chain_row": {
        "return np.array(df_dx) @ np.array(dx_dst) → return df_dx @ np.array(dx_dst)": AS_ARRAY,
        "return np.array(df_dx) @ np.array(dx_dst) → return np.array(df_dx) @ dx_dst": AS_ARRAY,
    },
    "pull_back": {
        "J, v = (np.array(J), np.array(v)) → J, v = (J, np.array(v))": AS_ARRAY,
        "J, v = (np.array(J), np.array(v)) → J, v = (np.array(J), v)": AS_ARRAY,
    },
    "linear_vjp": {
        "W, x, v_out = (np.array(W), np.array(x), np.array(v_out)) → W, x, v_out = (np.array(W), np.array(x), v_out)":
            AS_ARRAY,
        "W, x, v_out = (np.array(W), np.array(x), np.array(v_out)) → W, x, v_out = (np.array(W), x, np.array(v_out))":
            AS_ARRAY,
    },
    "map_vjp": {
        "return np.array([v_i * dg(x_i) for x_i, v_i in zip(x, v)]) → return [v_i * dg(x_i) for x_i, v_i in zip(x, v)]":
            A_LIST,
    },
    "reduce_vjp": {
        "return np.array([v * np.prod(np.delete(x, i)) for i in range(len(x))]) → "
        "return [v * np.prod(np.delete(x, i)) for i in range(len(x))]": A_LIST,
        "x = np.array(x, dtype=float) → pass": AS_ARRAY,
    },
    "mlp_vjp": {
        "inner.append(np.array(W) @ np.array(x)) → inner.append(W @ np.array(x))": AS_ARRAY,
        "inner.append(np.array(W) @ np.array(x)) → inner.append(np.array(W) @ x)": AS_ARRAY,
        "v = np.array(W).T @ (dg(z) * np.array(v)) → v = np.array(W).T @ (dg(z) * v)": AS_ARRAY,
    },
    "forward_diff": {
        "x = np.array(x, dtype=float) → pass": A_LIST,
    },
    "central_diff": {
        "x = np.array(x, dtype=float) → pass": A_LIST,
        "right, left = (x.copy(), x.copy()) → left, right = (x.copy(), x.copy())": SAME,
    },
    "complex_unsafe": {
        "return bool(abs(real - sideways) > 0.0001) → return abs(real - sideways) > 0.0001": NUMPYS,
        "return bool(abs(real - sideways) > 0.0001) → return bool(abs(real - sideways) >= 0.0001)": NEVER,
    },
    "sym_diff": {
        "if isinstance(expr, (int, float)): → if isinstance(expr, (float, int)):": ANY_ORDER,
        "name, a, *rest = expr → name, *rest, a = expr": "sums and products have no order",
        "outer = {'sin': ('cos', a), 'cos': ('mul', -1.0, ('sin', a)), 'exp': expr}[name] → "
        "outer = {'sin': ('cos', a), 'cos': ('mul', ('sin', a), -1.0), 'exp': expr}[name]": NO_ORDER,
        "return ('add', sym_diff(a), sym_diff(rest[0])) → return ('add', sym_diff(a), sym_diff(rest[-1]))": ONE_LEFT,
        "return ('add', sym_diff(a), sym_diff(rest[0])) → return ('add', sym_diff(rest[0]), sym_diff(a))":
            "a sum has no order",
        "return ('mul', outer, sym_diff(a)) → return ('mul', sym_diff(a), outer)": NO_ORDER,
    } | {f"return ('add', ('mul', sym_diff(a), rest[0]), ('mul', a, sym_diff(rest[0]))) → return ('add', {other})": why
         for other, why in {
            "('mul', a, sym_diff(rest[0])), ('mul', sym_diff(a), rest[0])": "a sum has no order",
            "('mul', rest[0], sym_diff(a)), ('mul', a, sym_diff(rest[0]))": NO_ORDER,
            "('mul', sym_diff(a), rest[0]), ('mul', sym_diff(rest[0]), a)": NO_ORDER,
            "('mul', sym_diff(a), rest[-1]), ('mul', a, sym_diff(rest[0]))": ONE_LEFT,
            "('mul', sym_diff(a), rest[0]), ('mul', a, sym_diff(rest[-1]))": ONE_LEFT}.items()},
    "swell": {
        "return 1 + sum((size(part) for part in e[1:])) if isinstance(e, tuple) else 1 → "
        "return 1 + sum((size(part) for part in list(e[1:])[::-1])) if isinstance(e, tuple) else 1": ANY_ORDER,
    },
    "gradcheck": {
        "errors.append(abs(a - b) / size if size >= 1e-10 else 0.0) → "
        "errors.append(abs(a - b) / size if size > 1e-10 else 0.0)": NEVER,
        "return (bool(errors[worst] < 0.0001), worst, errors[worst]) → "
        "return (bool(errors[worst] <= 0.0001), worst, errors[worst])": NEVER,
        "return (bool(errors[worst] < 0.0001), worst, errors[worst]) → "
        "return (errors[worst] < 0.0001, worst, errors[worst])": NUMPYS,
        "worst = int(np.argmax(errors)) → worst = np.argmax(errors)": "a whole number of NumPy's will do",
    },
    "tied_grad": {
        "return sum((slope * dtie(theta) for slope, dtie in zip(slopes, dties))) → "
        "return sum((slope * dtie(theta) for slope, dtie in list(zip(slopes, dties))[::-1]))": ANY_ORDER,
    },
    "conv_grad": {
        "return [sum((v_out[i] * x[i + j] for i in range(len(v_out)))) for j in range(len(w))] → "
        "return [sum((v_out[i] * x[i + j] for i in list(range(len(v_out)))[::-1])) for j in range(len(w))]": ANY_ORDER,
    },
    "recurrence_grad": {
        "for t in range(T): → for t in list(range(T))[::-1]:": "it only counts the steps",
        "for t in range(T): → for t in list(range(T))[1:]:": LAST_STATE,
        "for t in range(T): → for t in list(range(T))[:-1]:": LAST_STATE,
    },
    "run_dual": {
        "__mul__: a, b = (self, lift(other)) → a, b = (lift(other), self)": NO_ORDER,
        "__mul__: a, b = (self, lift(other)) → b, a = (self, lift(other))": NO_ORDER,
    },
    "forward_trace": {
        "return [(name, value[name], dot[name]) for name in value] → "
        "return [(name, value[name], dot[name]) for name in dot]": "both begin with the inputs in their order",
        "value, dot = (dict(x), {name: seed[name] for name in x}) → "
        "value, dot = (dict(x), {name: seed[name] for name in list(x)[::-1]})": "the values have the order",
        "value, dot = (dict(x), {name: seed[name] for name in x}) → "
        "value, dot = (dict(x), {name: seed[name] for name in seed})": "both have the same names",
    },
    "jacobian_forward": {
        "columns = [push(list(direction)) for direction in np.eye(n)] → "
        "columns = [push(direction) for direction in np.eye(n)]": "an array will do for a list there",
    },
    "classify_variant": {f"{before} → {after}": NEAREST for before, others in {
        "for k in range(1, n + 1):": (
            "for k in list(range(1, n + 1))[:-1]:",
            "for k in range(1, n + 0):",
            "for k in range(1, n + 2):",
            "for k in range(1, n - 1):",
            "for k in range(1, n):"),
        "kinds = {'right': (1, 1), 'parentheses': (0, 1), 'order': (1, 0), 'both': (0, 0)}": (
            "kinds = {'right': (1, 1), 'parentheses': (0, 1), 'order': (2, 0), 'both': (0, 0)}",
            "kinds = {'right': (1, 1), 'parentheses': (0, 2), 'order': (1, 0), 'both': (0, 0)}",
            "kinds = {'right': (1, 2), 'parentheses': (0, 1), 'order': (1, 0), 'both': (0, 0)}",
            "kinds = {'right': (2, 1), 'parentheses': (0, 1), 'order': (1, 0), 'both': (0, 0)}"),
        "new = value + np.cos(value * x ** k)": (
            "new = value + np.cos(x * x ** k)",
            "new = value - np.cos(value * x ** k)"),
        "return min(kinds, key=lambda kind: abs(fn(0.5, 10) - variant(0.5, 10, *kinds[kind])))": (
            "return min(kinds, key=lambda kind: abs(fn(0.5, 10) - variant(0.5, 11, *kinds[kind])))",
            "return min(kinds, key=lambda kind: abs(fn(0.5, 10) - variant(0.5, 9, *kinds[kind])))",
            "return min(kinds, key=lambda kind: abs(fn(0.5, 11) - variant(0.5, 10, *kinds[kind])))",
            "return min(kinds, key=lambda kind: abs(fn(0.5, 9) - variant(0.5, 10, *kinds[kind])))"),
        "slope = slope - np.sin(g * x ** k) * (g * k * x ** (k - 1) + slope * x ** k)": (
            "slope = slope - g * x ** k * (g * k * x ** (k - 1) + slope * x ** k)",
            "slope = slope - np.sin(g * x ** k) * (g * k * x ** (k - 1) + slope * x ** g)",
            "slope = slope - np.sin(g * x ** k) * (g * k * x ** (k - 1) + x * x ** k)",
            "slope = slope - np.sin(g * x ** k) * (g * k * x ** (k - 1) + x ** k)",
            "slope = slope - np.sin(g * x ** k) * (g * k * x ** (k - 1) - slope * x ** k)",
            "slope = slope - np.sin(g * x ** k) * (g * k * x ** (k - 1))"),
        "slope = slope - np.sin(g * x ** k) * g * k * x ** (k - 1) + slope * x ** k": (
            "slope = slope - g * x ** k * g * k * x ** (k - 1) + slope * x ** k",
            "slope = slope - np.sin(g * x ** k) * g * k * x ** (k - 1)")}.items() for after in others},
    "run_reverse": {
        "for var in reversed(tape): → for var in list(reversed(tape))[:-1]:": FIRST,
        "__mul__: a, b = (self, self.lift(other)) → b, a = (self, self.lift(other))": NO_ORDER,
        "__mul__: a, b = (self, self.lift(other)) → a, b = (self.lift(other), self)": NO_ORDER,
        "__mul__: return Var(a.value * b.value, a.tape, [(a, b.value), (b, a.value)]) → "
        "return Var(a.value * b.value, b.tape, [(a, b.value), (b, a.value)])": ONE_TAPE,
        "__mul__: return Var(a.value * b.value, a.tape, [(a, b.value), (b, a.value)]) → "
        "return Var(a.value * b.value, a.tape, [(b, a.value), (a, b.value)])": ANY_ORDER,
        "__truediv__: return Var(quotient, a.tape, [(a, weights[0]), (b, weights[1])]) → "
        "return Var(quotient, b.tape, [(a, weights[0]), (b, weights[1])])": ONE_TAPE,
        "__truediv__: return Var(quotient, a.tape, [(a, weights[0]), (b, weights[1])]) → "
        "return Var(quotient, a.tape, [(b, weights[1]), (a, weights[0])])": ANY_ORDER,
        "for source, weight in var.edges: → for source, weight in list(var.edges)[::-1]:": ANY_ORDER,
    },
    "gate_vjp": {
        "return [z_bar, 0.0] if a >= b else [0.0, z_bar] → return [z_bar, 0.0] if a > b else [0.0, z_bar]": TIE,
    },
    "cheap_grad": {
        "return (value[program[-1][0]], {name: bar[name] for name in x}) → "
        "return (value[program[-1][0]], {name: bar[name] for name in list(x)[::-1]})": ANY_ORDER,
    },
    "best_mode": {
        "return ('reverse', m) if m <= n else ('forward', n) → return ('reverse', m) if m < n else ('forward', n)": TIE,
    },
    "live_values": {
        "return max((a + b for a, b in zip(layers, layers[1:]))) → "
        "return max((a + b for a, b in list(zip(layers, layers[1:]))[::-1]))": ANY_ORDER,
        "return max((a + b for a, b in zip(layers, layers[1:]))) → "
        "return max((a + b for b, a in zip(layers, layers[1:])))": "a sum has no order",
        "return max((a + b for a, b in zip(layers, layers[1:]))) → "
        "return max((a + b for a, b in zip(layers[1:], layers)))": "a sum has no order",
    },
    "lag_norms": {
        "for k in range(most + 1): → for k in list(range(most + 1))[::-1]:": "k is not used",
    },
    "jacobian_product": {
        "slopes = np.array([df(entry) for entry in z]) → slopes = [df(entry) for entry in z]": AS_ARRAY,
    },
    "clip_norm": {
        "length = np.sqrt(sum((np.sum(part ** 2) for part in g))) → "
        "length = np.sqrt(sum((np.sum(part ** 2) for part in list(g)[::-1])))": ANY_ORDER,
        "factor = min(1.0, c / length) if length > 0 else 1.0 → "
        "factor = min(c / length, 1.0) if length > 0 else 1.0": ANY_ORDER,
        **{f"factor = min(1.0, c / length) if length > 0 else 1.0 → factor = min(1.0, c / length) if {other}":
           "a gradient of length 0 stays 0 whatever the factor; min(1.0, nan) is 1.0" for other in (
               "c > 0 else 1.0", "length > -1 else 1.0", "length > 0 else 0.0", "length > 0 else 2.0",
               "length >= 0 else 1.0")},
    },
    "tbptt": {
        "for t in range(loss, max(loss - tau, 0), -1): → for t in range(loss, max(0, loss - tau), -1):": SAME,
        "for loss in range(1, T + 1): → for loss in list(range(1, T + 1))[::-1]:": ANY_ORDER,
        "for loss in range(1, T + 1): → for loss in range(0, T + 1):": "from step 0 no step is left to go back",
        "total[:] = [a + b for a, b in zip(total, w_bar)] → total[:] = [a + b for a, b in zip(w_bar, total)]": SAME,
        "total[:] = [a + b for a, b in zip(total, w_bar)] → total[:] = [a + b for b, a in zip(total, w_bar)]": SAME,
    },
    "sample_xi": {
        "return (rng.random(n) < alpha) / alpha → return (rng.random(n) <= alpha) / alpha": "this makes no difference",
    },
    "exact_mean_var": {
        "for kept in product([0, 1], repeat=T): → for kept in list(product([0, 1], repeat=T))[::-1]:": ANY_ORDER,
        "for kept in product([0, 1], repeat=T): → for kept in product([1, 0], repeat=T):": ANY_ORDER,
        "chance = np.prod([alpha if k else 1 - alpha for k in kept]) → "
        "chance = np.prod([alpha if k else 1 - alpha for k in list(kept)[::-1]])": ANY_ORDER,
        "value = estimate([k / alpha for k in kept]) → value = estimate([k / alpha for k in list(kept)[::-1]])":
            "a sequence turned round is as likely",
    },
    "gated_pull": {
        "new, slopes = (np.array([f(entry) for entry in z]), np.array([df(entry) for entry in z])) → "
        f"new, slopes = ({other}": AS_ARRAY for other in (
            "[f(entry) for entry in z], np.array([df(entry) for entry in z]))",
            "np.array([f(entry) for entry in z]), [df(entry) for entry in z])")
    },
    "loss_grads": {
        "for p, q, t in data: → for p, q, t in list(data)[::-1]:": ANY_ORDER,
        "for j, derivative in enumerate(dR(w, p, q)): → "
        "for j, derivative in list(enumerate(dR(w, p, q)))[::-1]:": ANY_ORDER,
    },
    "train": {
        "for _ in range(epochs): → for _ in list(range(epochs))[::-1]:": "the rounds are alike",
    },
    "mlp_grads": {
        "for _ in range(share): → for _ in list(range(share))[::-1]:": "the rounds are alike",
        "h = each(f, Zs[0]) → h = each(f, Zs[-1])": "there is only one so far",
    },
    "minibatch_epoch": {
        "w = w - lr * 2 / len(rows) * residual @ X[rows] → "
        "w = w - lr * 2 / len(residual) * residual @ X[rows]": "there is one for each row",
    },
    "rnn_forward": {
        "return (np.stack(states), np.stack(outputs)) → return (np.stack(states), outputs)": A_LIST,
        "return (np.stack(states), np.stack(outputs)) → return (states, np.stack(outputs))": A_LIST,
    },
    "unrolled": {
        "program.append((f'h{time}', 'add', f'p{time}', f'r{time}')) → "
        "program.append((f'h{time}', 'add', f'r{time}', f'p{time}'))": "a sum has no order",
        "program.append((f'p{time}', 'mul', f'A{n}', f'x{time}')) → "
        "program.append((f'p{time}', 'mul', f'x{time}', f'A{n}'))": "a product has no order",
        "program.append((f'r{time}', 'mul', f'B{n}', f'h{time - 1}')) → "
        "program.append((f'r{time}', 'mul', f'h{time - 1}', f'B{n}'))": "a product has no order",
    },
    "bptt_by_tying": {
        "h, total = (h0, 0.0) → h, total = (h0, -1.0)": "a loss that begins elsewhere has the same gradient",
        "h, total = (h0, 0.0) → h, total = (h0, 1.0)": "a loss that begins elsewhere has the same gradient",
        "return (list(by_copy), sum(by_copy)) → return (by_copy, sum(by_copy))": "a tuple will do for a list",
    },
    "partial_and_total": {
        "h, dh_dw, partial, total = (h0, 0.0, [], []) → h, dh_dw, total, partial = (h0, 0.0, [], [])": SAME,
    },
    "a_closed": {
        "entered = [a0] + list(b) → entered = [a0] + b": "b is a list",
        "return [np.prod(c[i:]) * entered[i] for i in range(len(b) + 1)] → "
        "return [np.prod(c[i:]) * entered[i] for i in range(len(c) + 1)]": "both lists have T numbers",
    },
    "rtrl_step": {
        "for j in range(len(h)): → for j in list(range(len(h)))[::-1]:": ANY_ORDER,
    },
    "reverse_source": {
        "for argument, text, weight in zip(arguments, texts, WEIGHTS[operation]): → "
        "for argument, text, weight in list(zip(arguments, texts, WEIGHTS[operation]))[::-1]:": ANY_ORDER,
    },
    "fewest_steps": {
        "splits = [k + best[size - k, held - 1] + best[k, held] for k in range(1, size)] → "
        "splits = [k + best[size - k, held - 1] + best[k, held] for k in list(range(1, size))[::-1]]": ANY_ORDER,
        "for held in range(1, s + 1): → for size in range(1, T + 1):": "either may be the outer loop",
        "for held in range(1, s + 1): → for held in range(1, s + 2):": LARGER,
        "for size in range(1, T + 1): → for size in range(1, T + 2):": LARGER,
    },
    "probe": {f"{before} → {after}": ALIKE for before, others in {
        "bars, alone = impl([('y', 'exp', 'x')], {'x': 1.0})": (
            "bars, alone = impl([('yx', 'exp', 'x')], {'x': 1.0})",),
        "if abs(bars['x'] - np.e) > 1e-13:": ("if abs(bars['x'] - np.e) >= 1e-13:",),
        "if long > 4 * short:": tuple(f"if long {after} * short:" for after in ("> 3", "> 5", ">= 4")),
        "short, long = [impl(autodiff.ladder(n), {'x0': 0.5})[1] for n in (5, 10)]": tuple(
            f"short, long = [impl(autodiff.ladder(n), {{'x0': {x}}})[1] for n in {sizes}]" for x, sizes in (
                (-0.5, "(5, 10)"), (1.5, "(5, 10)"), (0.5, "(4, 10)"), (0.5, "(5, 11)"), (0.5, "(5, 9)"),
                (0.5, "(6, 10)"))),
        "_, beside = impl([('y', 'exp', 'x')], {'x': 1.0, 'unused': 1.0})": tuple(
            f"_, beside = impl([('{name}', 'exp', 'x')], {values})" for name, values in (
                ("y", "{'x': 0.0, 'unused': 1.0}"), ("y", "{'x': 2.0, 'unused': 1.0}"),
                ("y", "{'x': 1.0, 'unused': 0.0}"), ("y", "{'x': 1.0, 'unused': 2.0}"),
                ("y", "{'x': 1.0, 'unusedx': 1.0}"), ("yx", "{'x': 1.0, 'unused': 1.0}"))),
        }.items() for after in others},
    "pick_slope": {
        **{"halves = [('left', 'neg', 'x'), ('up', 'relu', 'x'), ('down', 'relu', 'left')] → "
           f"halves = [{other}]": ANY_ORDER for other in (
            "('left', 'neg', 'x'), ('down', 'relu', 'left'), ('up', 'relu', 'x')",
            "('up', 'relu', 'x'), ('left', 'neg', 'x'), ('down', 'relu', 'left')")},
        **{"shares = [('smooth', 'mul', c, 'x'), ('rest', 'mul', 1 - c, 'bent')] → "
           f"shares = [{other}]": ANY_ORDER for other in (
            "('rest', 'mul', 1 - c, 'bent'), ('smooth', 'mul', c, 'x')",
            "('smooth', 'mul', 'x', c), ('rest', 'mul', 1 - c, 'bent')",
            "('smooth', 'mul', c, 'x'), ('rest', 'mul', 'bent', 1 - c)")},
        "return bent + shares + [('y', 'add', 'smooth', 'rest')] → "
        "return bent + shares + [('y', 'add', 'rest', 'smooth')]": ANY_ORDER,
        "return bent + shares + [('y', 'add', 'smooth', 'rest')] → "
        "return bent + shares + [('yx', 'add', 'smooth', 'rest')]": "the last step may have any name",
    },
    "lying_points": {
        "for at in sorted({step[3] for step in program if step[1] == 'if_equal'}): → "
        "for at in sorted({step[3] for step in list(program)[::-1] if step[1] == 'if_equal'}):": ANY_ORDER,
    },
    "solver_df": {
        "for k in range(rounds): → for k in list(range(rounds))[::-1]:": ROUNDS_ALIKE,
    },
    "fixed_point_vjp": {
        **{f"for k in range(100): → for k in {other}:": "more rounds than eight digits need, as before" for other in (
            "list(range(100))[1:]", "list(range(100))[:-1]", "range(99)", "range(101)")},
        "for k in range(100): → for k in list(range(100))[::-1]:": ROUNDS_ALIKE,
    },
    "safe_where": {
        "return np.where(inside, np.sqrt(np.where(inside, x, 1.0)), 0.0) → "
        f"return np.where(inside, np.sqrt(np.where(inside, x, {other})), 0.0)":
            "what comes back to a constant goes nowhere" for other in ("0.0", "2.0")
    },
    "softplus_pair": {
        "if x > 0: → if x >= 0:": TIE,
    },
    "eliminate": {
        "for source, a in into: → for source, a in list(into)[::-1]:": ANY_ORDER,
        "for source, a in into: → for target, b in out:": ANY_ORDER,
        "for target, b in out: → for target, b in list(out)[::-1]:": ANY_ORDER,
        "into = [(source, weight) for (source, target), weight in weights.items() if target == node] → into "
        "= [(source, weight) for (source, target), weight in list(weights.items())[::-1] if target == node]": ANY_ORDER,
        "out = [(target, weight) for (source, target), weight in weights.items() if source == node] → out = "
        "[(target, weight) for (source, target), weight in list(weights.items())[::-1] if source == node]": ANY_ORDER,
        "return ([(source, target, weight) for (source, target), weight in weights.items()], products) → "
        "return ([(source, target, weight) for (source, target), weight in list(weights.items())[::-1]], "
        "products)": ANY_ORDER,
        "weights = {ends: weight for ends, weight in weights.items() if node not in ends} → weights = "
        "{ends: weight for ends, weight in list(weights.items())[::-1] if node not in ends}": ANY_ORDER,
        "weights, products = ({(source, target): weight for source, target, weight in edges}, 0) → weights, "
        "products = ({(source, target): weight for source, target, weight in list(edges)[::-1]}, 0)": ANY_ORDER,
    },
    "best_bracketing": {
        "for middle in range(last - 1, first - 1, -1): → for middle in list(range(last - 1, first - 1, "
        "-1))[::-1]:": TIE,
    },
    "transpose": {
        "back, steps = ({name: [] for name in names}, []) → back, steps = ({name: [] for name in "
        "list(names)[::-1]}, [])": ANY_ORDER,
        "first = new('add', first, other) → first = new('add', other, first)": "a sum has no order",
        "first, *rest = back[name] → *rest, first = back[name]": ANY_ORDER,
        "for name, arriving in zip(program['outputs'], inputs): → for name, arriving in "
        "list(zip(program['outputs'], inputs))[::-1]:": ANY_ORDER,
        "for other in rest: → for other in list(rest)[::-1]:": ANY_ORDER,
        "fresh = (f't{i}' for i in range(10000)) → fresh = (f'tx{i}' for i in range(10000))": FREE_NAMES,
        "fresh = (f't{i}' for i in range(10000)) → fresh = (f't{i}' for i in list(range(10000))[1:])": FREE_NAMES,
        "fresh = (f't{i}' for i in range(10000)) → fresh = (f't{i}' for i in list(range(10000))[:-1])": FREE_NAMES,
        "fresh = (f't{i}' for i in range(10000)) → fresh = (f't{i}' for i in list(range(10000))[::-1])": FREE_NAMES,
        "fresh = (f't{i}' for i in range(10000)) → fresh = (f't{i}' for i in range(10001))": FREE_NAMES,
        "fresh = (f't{i}' for i in range(10000)) → fresh = (f't{i}' for i in range(9999))": FREE_NAMES,
        "inputs = [f'u{i}' for i in range(len(program['outputs']))] → inputs = [f'ux{i}' for i in "
        "range(len(program['outputs']))]": FREE_NAMES,
        "inputs = [f'u{i}' for i in range(len(program['outputs']))] → inputs = [f'u{i}' for i in "
        "list(range(len(program['outputs'])))[::-1]]": FREE_NAMES,
        "names = [*program['inputs'], *(step[0] for step in program['steps'])] → names = [*(step[0] for "
        "step in program['steps']), *program['inputs']]": ANY_ORDER,
        "names = [*program['inputs'], *(step[0] for step in program['steps'])] → names = "
        "[*program['inputs'], *(step[0] for step in list(program['steps'])[::-1])]": ANY_ORDER,
    },
    "seeded_jacobian": {
        "J = np.zeros((len(found[0]), n)) → J = np.zeros((len(found[-1]), n))": "each pass has as many results",
        "for i in range(len(J)): → for i in list(range(len(J)))[::-1]:": ANY_ORDER,
        "for j in range(i, min(i + width, n)): → for j in list(range(i, min(i + width, n)))[::-1]:": ANY_ORDER,
        "for j in range(i, min(i + width, n)): → for j in range(i, min(n, i + width)):": SAME,
        "for k in range(min(n, width)): → for k in range(min(width, n)):": SAME,
        "for k in range(min(n, width)): → for k in range(min(width, width)):": "passes beyond n find only zeros",
    },
}
