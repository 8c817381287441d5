import { z } from 'zod';

// Written from the schema of Adaptive Cards 1.4 (http://adaptivecards.io/schemas/1.4.0/adaptive-card.json), for the elements in use.
const shown = { isVisible: z.boolean().optional() };
const colour = z.enum(['Default', 'Dark', 'Light', 'Accent', 'Good', 'Warning', 'Attention']);
const size = z.enum(['Default', 'Small', 'Medium', 'Large', 'ExtraLarge']);
const words = {
  text: z.string().min(1),
  size: size.optional(),
  weight: z.enum(['Default', 'Lighter', 'Bolder']).optional(),
  color: colour.optional(),
  isSubtle: z.boolean().optional(),
};

const textBlock = z.strictObject({
  ...shown,
  ...words,
  type: z.literal('TextBlock'),
  wrap: z.boolean().optional(),
});
const richTextBlock = z.strictObject({
  ...shown,
  type: z.literal('RichTextBlock'),
  inlines: z.array(z.strictObject({ ...words, type: z.literal('TextRun') })).min(1),
});
const factSet = z.strictObject({
  ...shown,
  type: z.literal('FactSet'),
  facts: z.array(z.strictObject({ title: z.string().min(1), value: z.string().min(1) })),
});
const actionSet = z.strictObject({
  ...shown,
  type: z.literal('ActionSet'),
  actions: z
    .array(z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string().min(1), url: z.url() }))
    .min(1),
});
const container = z.strictObject({
  ...shown,
  type: z.literal('Container'),
  style: z.enum(['default', 'emphasis', 'good', 'attention', 'warning', 'accent']),
  bleed: z.boolean().optional(),
  items: z.array(z.discriminatedUnion('type', [textBlock, richTextBlock])).min(1),
});

const card = z.strictObject({
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  type: z.literal('AdaptiveCard'),
  version: z.literal('1.4'),
  fallbackText: z.string().optional(),
  msteams: z.strictObject({ width: z.literal('Full') }),
  body: z
    .array(z.discriminatedUnion('type', [textBlock, richTextBlock, factSet, actionSet, container]))
    .min(1),
});

/** The body of a request to a Teams workflow's webhook: one Adaptive Card. */
const teamsMessage = z.strictObject({
  type: z.literal('message'),
  attachments: z.tuple([
    z.strictObject({
      contentType: z.literal('application/vnd.microsoft.card.adaptive'),
      contentUrl: z.null(),
      content: card,
    }),
  ]),
});

/** What a reader sees of a card, top to bottom; hidden elements are left out. */
export interface SeenCard {
  readonly style: string;
  readonly title: string;
  readonly texts: readonly string[];
  readonly facts: Readonly<Record<string, string>>;
  readonly links: Readonly<Record<string, string>>;
}

/** @throws where Teams would not show the message */
export function seenCard(message: unknown): SeenCard {
  const elements = teamsMessage
    .parse(message)
    .attachments[0].content.body.filter((each) => each.isVisible !== false);
  const of = <T extends (typeof elements)[number]['type']>(type: T) =>
    elements.filter((each): each is Extract<(typeof elements)[number], { type: T }> => each.type === type);
  const [head] = of('Container');
  return {
    style: head?.style ?? '',
    title: head?.items.map(textOf).join(' ') ?? '',
    texts: [...of('TextBlock'), ...of('RichTextBlock')].map(textOf),
    facts: Object.fromEntries(
      of('FactSet').flatMap(({ facts }) => facts.map(({ title, value }) => [title, value])),
    ),
    links: Object.fromEntries(
      of('ActionSet').flatMap(({ actions }) => actions.map(({ title, url }) => [title, url])),
    ),
  };
}

function textOf(element: z.infer<typeof textBlock> | z.infer<typeof richTextBlock>): string {
  return element.type === 'TextBlock' ? element.text : element.inlines.map(({ text }) => text).join('');
}
