/** A sample of a metrics text. */
export interface ReadSample {
  /** With the suffix of a counter. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly type: string;
  readonly samples: readonly ReadSample[];
}

const sampleLine = /^([a-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/i;
const label = /([a-z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/giy;

/** What ends in one of these means something else than a gauge. */
const reservedEndings = /_(?:total|created|count|sum|bucket|info|gcount|gsum)$/;
/** Units that are no base units, and shorthand, by which `promtool check metrics` knows them. */
const oddUnits = /_(?:milliseconds|ms|microseconds|minutes|hours|days|weeks|percent|kilobytes|kb|mb)(?:_|$)/;

/**
 * Reads a text of metrics, in either of its forms, as strictly as OpenMetrics has it and `promtool check metrics` wants it.
 *
 * @throws Error that names the line
 */
export function readMetricsText(text: string, form: 'openMetrics' | 'prometheus'): readonly Family[] {
  const isOpen = form === 'openMetrics';
  const fail = (problem: string, line: string): never => {
    throw new Error(`${problem}: ${line}`);
  };
  if (!text.endsWith('\n')) fail('the text does not end with a line', text.slice(-40));
  const lines = text.slice(0, -1).split('\n');
  if (isOpen && lines.pop() !== '# EOF') fail('the last line is not # EOF', text.slice(-40));
  const families = new Map<string, { type: string; samples: ReadSample[] }>();
  const series = new Set<string>();
  let current: string | undefined;
  let described: string | undefined;
  for (const line of lines) {
    if (line === '' && !isOpen) continue;
    const [, help, of = '', said = ''] = /^# (HELP|TYPE|UNIT) (\S+) (.+)$/.exec(line) ?? [];
    if (help === 'HELP') {
      if (families.has(of)) fail('a family is described twice', line);
      if (!/^[A-Z0-9].*\.$/.test(said)) fail('the help is no sentence', line);
      described = of;
    } else if (help === 'TYPE') {
      if (described !== of) fail('a type without a help', line);
      checkName(of, said, isOpen, line, fail);
      families.set(of, { type: said, samples: [] });
      current = of;
    } else if (help === 'UNIT') {
      if (current !== of || !of.endsWith(`_${said}`)) fail('a unit that the name does not end with', line);
    } else {
      const sample = readSample(line) ?? fail('not a sample', line);
      const family = families.get(current ?? '') ?? fail('a sample without a family', line);
      const wanted = isOpen && family.type === 'counter' ? `${current}_total` : current;
      if (sample.name !== wanted) fail('a sample outside of its family', line);
      const name = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (series.has(name)) fail('the same series twice', line);
      series.add(name);
      family.samples.push(sample);
    }
  }
  return [...families].map(([name, family]) => ({ name, ...family }));
}

function checkName(
  name: string,
  type: string,
  isOpen: boolean,
  line: string,
  fail: (problem: string, line: string) => never,
): void {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) fail('a name that is not in snake case', line);
  if (oddUnits.test(name)) fail('a unit that is no base unit', line);
  if (type === 'counter' && name.endsWith('_total') === isOpen) fail('where _total belongs', line);
  if (type === 'gauge' && reservedEndings.test(name)) fail('a gauge with the name of something else', line);
  if (type !== 'counter' && type !== 'gauge') fail('an unknown type', line);
}

function readSample(line: string): ReadSample | undefined {
  const [, name, inBraces = '', number = ''] = sampleLine.exec(line) ?? [];
  if (name === undefined || !/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(number)) return undefined;
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  let read = 0;
  for (let found = label.exec(inBraces); found; found = label.exec(inBraces)) {
    const [whole, key = '', escaped = ''] = found;
    if (key in labels || key.startsWith('__')) return undefined;
    labels[key] = escaped.replace(/\\(.)/g, (_, sign) => (sign === 'n' ? '\n' : sign));
    read += whole.length;
  }
  return read === inBraces.length ? { name, labels, value: Number(number) } : undefined;
}
