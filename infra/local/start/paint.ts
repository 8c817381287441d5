/** What a line is, which its colour says too: never the colour alone. */
export type Tone = 'bad' | 'good' | 'warning' | 'aside' | 'heading' | 'plain';

export type Paint = (text: string, tone: Tone) => string;

const codes: Readonly<Record<Exclude<Tone, 'plain'>, readonly [number, number]>> = {
  bad: [31, 39],
  good: [32, 39],
  warning: [33, 39],
  aside: [2, 22],
  heading: [1, 22],
};

/** Colours for a terminal that a person looks at; none in a file or a pipe, nor where `NO_COLOR` asks for none. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.Dict<string>): Paint {
  const isColoured = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  return (text, tone) => {
    if (!isColoured || tone === 'plain') return text;
    const [on, off] = codes[tone];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
}
