# prices.awk: a series of prices, one byte each, for a model of bytes that are no text.
# A price goes on as it went before (down, still, up) with probability 0.7, and turns to each of the
# other two with 0.15; it stays within 64..192. Nobody can predict it better than
#   -0.7 ln 0.7 - 0.3 ln 0.15 = 0.8188 nats per byte.
#   LC_ALL=C awk -f datasets/prices/prices.awk > prices
function random() {  # [0, 1); Park & Miller 1988, the same on every machine
    seed = seed * 16807 % 2147483647
    return seed / 2147483647
}
BEGIN {
    seed = 11
    price = 128
    for (i = 0; i < 400000; i++) {
        u = random()
        if (u > 0.7) change = (change + 1 + (u > 0.85 ? 1 : 2)) % 3 - 1
        if (price + change < 64 || price + change > 192) change = -change
        price += change
        printf "%c", price
    }
}
