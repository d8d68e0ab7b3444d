"""The same rolling update in SimPy 2 (Debian: python3-simpy), as a peer to measure against.

Usage: rollout_simpy.py NODES ARRIVALS_PER_SECOND DRAIN_BUDGET ROUNDS
Prints connections per second and resets as JSON.
"""
import json
import math
import random
import statistics
import sys
import time

from SimPy.Simulation import Process, SimEvent, Simulation, hold, waitevent

MEDIAN, SIGMA = 2.0, 1.2
STARTUP, READY, OVERLAP, NEW_SHARE = 0.5, 0.3, 0.2, 0.5


class Node:
    def __init__(self, sim):
        self.old_listens, self.new_listens, self.draining = True, False, False
        self.on_old = 0
        self.end_of_drain = SimEvent(sim=sim)


class Connection(Process):
    def live(self, node, life):
        model = self.sim
        model.connections += 1
        if node.new_listens and (not node.old_listens or model.random.random() < NEW_SHARE):
            yield hold, self, life
            return
        node.on_old += 1
        yield hold, self, life
        node.on_old -= 1
        if node.draining and node.on_old == 0:
            node.end_of_drain.signal()


class Arrivals(Process):
    def arrive(self, node):
        model = self.sim
        while True:
            yield hold, self, model.random.expovariate(model.rate)
            model.open(node, model.random.lognormvariate(math.log(MEDIAN), SIGMA))


class Deadline(Process):
    def wait(self, node):
        yield hold, self, self.sim.budget
        node.end_of_drain.signal()


class Drain(Process):
    def drain(self, node):
        model = self.sim
        node.draining = True
        if node.on_old > 0:
            model.start(Deadline, "wait", node)
            yield waitevent, self, node.end_of_drain
            model.resets += node.on_old
        node.draining = False
        model.left -= 1
        if model.left == 0:
            model.stopSimulation()


class Controller(Process):
    def roll(self):
        model = self.sim
        for node in model.nodes:
            yield hold, self, STARTUP + READY
            node.new_listens = True
            yield hold, self, OVERLAP
            node.old_listens = False
            model.start(Drain, "drain", node)


class Rollout(Simulation):
    def __init__(self, nodes, rate, budget, seed):
        super().__init__()
        self.initialize()
        self.random, self.rate, self.budget = random.Random(seed), rate, budget
        self.nodes = [Node(self) for _ in range(nodes)]
        self.connections = self.resets = 0
        self.left = nodes

    def start(self, process, method, *arguments):
        instance = process(sim=self)
        self.activate(instance, getattr(instance, method)(*arguments))

    def open(self, node, life):
        self.start(Connection, "live", node, life)

    def run(self):
        mean = MEDIAN * math.exp(SIGMA * SIGMA / 2)
        for node in self.nodes:
            for _ in range(self.poisson(self.rate * mean)):
                self.open(node, self.random.random() * self.random.lognormvariate(math.log(MEDIAN) + SIGMA**2, SIGMA))
            self.start(Arrivals, "arrive", node)
        self.start(Controller, "roll")
        self.simulate(until=1e9)

    def poisson(self, mean):
        # Exact: arrivals of a unit process up to the mean.
        count, total = -1, 0.0
        while total <= mean:
            total += self.random.expovariate(1)
            count += 1
        return count


def main():
    nodes, rate, budget, rounds = int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    rates, resets = [], []
    for seed in range(rounds):
        rollout = Rollout(nodes, rate, budget, seed)
        begin = time.perf_counter()
        rollout.run()
        rates.append(rollout.connections / (time.perf_counter() - begin))
        resets.append(rollout.resets)
    print(json.dumps({"connections_per_second": statistics.median(rates), "mean_resets": statistics.mean(resets)}))


main()
