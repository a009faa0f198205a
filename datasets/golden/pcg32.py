"""pcg32.py: the random stream of reference/base/rng.c, number for number.

Source: O'Neill 2014, PCG32 with XSH-RR output. Everything here is exact integer or float64
arithmetic, so that goldens have the same bytes on every machine.
"""

MASK = (1 << 64) - 1


class Rng:
    def __init__(self, seed, stream=0):
        self.state, self.increment = 0, (stream << 1 | 1) & MASK
        self.next()
        self.state = (self.state + seed) & MASK
        self.next()

    def next(self):
        """uniform over all 2^32 values"""
        old = self.state
        self.state = (old * 6364136223846793005 + self.increment) & MASK
        mixed = (((old >> 18) ^ old) >> 27) & 0xFFFFFFFF
        turn = old >> 59
        return (mixed >> turn | mixed << (-turn & 31)) & 0xFFFFFFFF

    def below(self, bound):
        """uniform in [0, bound), without modulo bias"""
        uneven = (1 << 32) % bound
        while True:
            value = self.next()
            if value >= uneven:
                return value % bound

    def uniform(self):
        """in [0, 1), a multiple of 2^-24"""
        return (self.next() >> 8) * 2.0**-24

    def normal(self):
        """mean 0, variance 1: the sum of 12 uniforms less 6"""
        return sum(self.uniform() for _ in range(12)) - 6.0
