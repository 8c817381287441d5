import { z } from 'zod';

// Written from the schema of Adaptive Cards 1.4 (http://adaptivecards.io/schemas/1.4.0/adaptive-card.json), for the elements in use.
const shown = {
  isVisible: z.boolean().optional(),
  separator: z.boolean().optional(),
  spacing: z.enum(['None', 'Small', 'Default', 'Medium', 'Large', 'ExtraLarge', 'Padding']).optional(),
};
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
const leaf = z.discriminatedUnion('type', [textBlock, richTextBlock]);
const group = z.strictObject({
  ...shown,
  type: z.literal('Container'),
  items: z.array(leaf).min(1),
});
const container = group.extend({
  style: z.enum(['default', 'emphasis', 'good', 'attention', 'warning', 'accent']),
  bleed: z.literal(true),
});
/** One line of a digest each. */
const lines = z.strictObject({ ...shown, type: z.literal('Container'), items: z.array(group) });

const card = z.strictObject({
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  type: z.literal('AdaptiveCard'),
  version: z.literal('1.4'),
  fallbackText: z.string().optional(),
  msteams: z.strictObject({ width: z.literal('Full') }),
  body: z.tuple([container]).rest(z.union([textBlock, richTextBlock, factSet, actionSet, lines])),
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
  /** The texts of each line of a digest. */
  readonly lines: readonly (readonly string[])[];
  readonly facts: Readonly<Record<string, string>>;
  /** Address by what the button says. */
  readonly buttons: Readonly<Record<string, string>>;
}

/** @throws where Teams would not show the message */
export function seenCard(message: unknown): SeenCard {
  const [head, ...rest] = cardIn(message).body;
  const elements = rest.filter(isShown);
  return {
    style: head.style,
    title: head.items.filter(isShown).map(textOf).join(' '),
    texts: elements.flatMap((each) =>
      each.type === 'TextBlock' || each.type === 'RichTextBlock' ? [textOf(each)] : [],
    ),
    lines: elements.flatMap((each) =>
      each.type === 'Container' ? each.items.map(({ items }) => items.filter(isShown).map(textOf)) : [],
    ),
    facts: Object.fromEntries(
      elements.flatMap((each) =>
        each.type === 'FactSet' ? each.facts.map(({ title, value }) => [title, value]) : [],
      ),
    ),
    buttons: Object.fromEntries(
      elements.flatMap((each) =>
        each.type === 'ActionSet' ? each.actions.map(({ title, url }) => [title, url]) : [],
      ),
    ),
  };
}

/** The card within a message to Teams. @throws where Teams would not show it */
export function cardIn(message: unknown): z.infer<typeof card> {
  return teamsMessage.parse(message).attachments[0].content;
}

function isShown({ isVisible }: { readonly isVisible?: boolean | undefined }): boolean {
  return isVisible !== false;
}

function textOf(element: z.infer<typeof leaf>): string {
  return element.type === 'TextBlock' ? element.text : element.inlines.map(({ text }) => text).join('');
}
