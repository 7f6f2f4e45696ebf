"""Trees as ComplexityTrees.java evaluates them: thresholds of 32 bits, leaves as integers; and the file that it reads."""

import struct
from bisect import bisect_right

import numpy as np

UNITS = 1 << 20  # leaves are counted in these parts of one


def floor32(x):
    """The greatest 32-bit float that is not above x: the features are such floats, so that no decision changes."""
    y = np.float32(x)
    return y if float(y) <= x else np.nextafter(y, np.float32(-np.inf))


class Forest:
    def __init__(self):
        self.trees, self.base = [], 0

    def add(self, booster, weight):
        for tree in booster.dump_model()["tree_info"]:
            nodes, leaves = [], []
            self._walk(tree["tree_structure"], nodes, leaves, weight)
            middle = sum(leaves) / len(leaves)
            self.base += int(round(middle * UNITS))
            whole = [int(round((v - middle) * UNITS)) for v in leaves]
            assert max(map(abs, whole)) < 1 << 15
            if nodes:
                self.trees.append((nodes, whole))

    def add_steps(self, feature, until, rise, steps):
        """A rule: the more of the feature the higher, in even steps, as trees of two leaves."""
        for step in range(1, steps + 1):
            threshold = np.float32(until * step / steps - 0.5)
            self.trees.append(([(feature, threshold, -1, -2)], [0, int(round(rise / steps * UNITS))]))

    def _walk(self, node, nodes, leaves, weight):
        """The index of the node, or -1 - the index of the leaf."""
        if "leaf_value" in node:
            leaves.append(node["leaf_value"] * weight)
            return -len(leaves)
        assert node["decision_type"] == "<="
        at = len(nodes)
        nodes.append(None)
        left = self._walk(node["left_child"], nodes, leaves, weight)
        right = self._walk(node["right_child"], nodes, leaves, weight)
        nodes[at] = (node["split_feature"], floor32(node["threshold"]), left, right)
        return at

    def units(self, values):
        total = self.base
        for nodes, leaves in self.trees:
            at = 0
            while at >= 0:
                feature, threshold, left, right = nodes[at]
                at = left if values[feature] <= threshold else right
            total += leaves[-1 - at]
        return total


class Scale:
    """Units of the trees to 0..1, by straight lines between knots, so that no two raw values become one."""

    def __init__(self, xs, ys):
        self.xs, self.ys = xs, ys

    def of(self, units):
        if units <= self.xs[0]:
            return self.ys[0]
        if units >= self.xs[-1]:
            return self.ys[-1]
        i = bisect_right(self.xs, units) - 1
        return self.ys[i] + (self.ys[i + 1] - self.ys[i]) * (units - self.xs[i]) / (self.xs[i + 1] - self.xs[i])


def write(path, forest, scale, curve, features):
    with open(path, "wb") as out:
        out.write(struct.pack(">4sBHHi", b"OBXC", 1, features, len(forest.trees), forest.base))
        for nodes, leaves in forest.trees:
            out.write(struct.pack(">B", len(nodes)))
            for feature, threshold, left, right in nodes:
                out.write(struct.pack(">Bfbb", feature, threshold, left, right))
            out.write(struct.pack(">%dh" % len(leaves), *leaves))
        out.write(struct.pack(">H", len(scale.xs)))
        for x, y in zip(scale.xs, scale.ys):
            out.write(struct.pack(">id", x, y))
        out.write(struct.pack(">H%dd" % len(curve), len(curve), *curve))
