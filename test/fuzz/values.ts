import fc, { type Arbitrary } from 'fast-check';

/* Values that break naive code, wherever they stand. */

/** Any UTF-16 units: controls and lone surrogates among them. */
const units = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 })
  .map((codes) => String.fromCharCode(...codes));

export const oddTexts: Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: units },
  {
    weight: 1,
    arbitrary: fc.constantFrom('x'.repeat(40_000), '\ud83d\ude00'.repeat(3_000), '\n'.repeat(5_000)),
  },
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '\u0000',
      '\u001b[31mred\u001b[0m',
      'line\r\nline\u0085line\u2028line',
      '\u007f\u009f',
      '\ud800',
      'a\udfff',
      '\u202etxt.exe',
      '__proto__',
      'constructor',
      'toString',
      '../../etc',
      'a/b\\c?d#e%2Ff',
      '%00%ff',
      '<script>alert(1)</script>',
      "' or 1 eq 1",
      'null',
      `${'x'.repeat(2_046)}\ud83d\ude00\ud83d\ude00`,
    ),
  },
);

export const dates: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    '2026-03-10T00:00:00.5Z',
    '2026-03-10T00:40:00Z',
    '2026-03-01T08:00:00.1234567Z',
    '2026-03-05T08:00:00Z',
    '2026-03-09T20:30:00.7654321Z',
    '',
    null,
    undefined,
    '0001-01-01T00:00:00Z',
    '0001-01-01T00:00:00',
    '0002-01-01T00:00:00+23:59',
    '9999-12-31T23:59:59.9999999Z',
    '9998-12-31T23:59:59-14:00',
    '2026-02-31T25:61:61Z',
    '2026-03-01T08:00:00+99:99',
    ' 2026-03-01T08:00:00Z ',
    '2026-03-01',
    1_772_352_000,
    -1,
  ),
  fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
);

export const numbers: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    1,
    2,
    -1,
    0.5,
    2 ** 31,
    2 ** 53,
    -(2 ** 63),
    1e308,
    Number.POSITIVE_INFINITY,
    '1',
    '',
    'NaN',
  ),
  fc.double({ noNaN: true }),
);

/** Too many levels for whatever calls itself for each. */
function deep(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 'bottom';
  for (let level = 0; level < levels; level++) value = wrap(value);
  return value;
}

export const deepList = deep(20_000, (inner) => [inner]);
export const deepObject = deep(20_000, (inner) => ({ inner }));
const wide = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`member${n}`, 'x'.repeat(800)]));
/** As JSON.parse makes it: a member of its own of that name. */
const pollution: unknown = JSON.parse(
  '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
);

/** Anything that JSON can say, and what is absent. */
export const anything: Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: oddTexts },
  { weight: 3, arbitrary: numbers },
  { weight: 2, arbitrary: dates },
  { weight: 3, arbitrary: fc.constantFrom<unknown>(null, undefined, true, false, [], {}, [[]], [null]) },
  { weight: 1, arbitrary: fc.constantFrom(deepList, deepObject, wide, pollution) },
  { weight: 2, arbitrary: fc.jsonValue() },
);

/** Mostly what stands there in a sound answer, now and then anything. */
export function mostly<T>(sound: Arbitrary<T>, weight = 12): Arbitrary<T | unknown> {
  return fc.oneof({ weight, arbitrary: sound }, { weight: 1, arbitrary: anything });
}
