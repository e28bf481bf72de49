/**
 * How many times the processor time of `small` it takes to do `large`. Other programs and the garbage collector disturb a
 * measurement now and then, so the least of several goes counts, of more while it is not below `limit`: what grows faster
 * than that does so every time. Less than `floorMs` counts as that much.
 */
export function growth(small: () => void, large: () => void, limit: number, floorMs = 1): number {
  const msOf = (work: () => void) => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  small();
  let [leastSmall, leastLarge, factor] = [Infinity, Infinity, Infinity];
  for (let go = 1; go <= 3 || (go <= 20 && factor >= limit); go += 1) {
    leastSmall = Math.min(leastSmall, msOf(small));
    leastLarge = Math.min(leastLarge, msOf(large));
    factor = leastLarge / Math.max(floorMs, leastSmall);
  }
  return factor;
}
