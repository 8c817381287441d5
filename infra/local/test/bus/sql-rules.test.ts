import { describe, expect, it } from 'vitest';
import { startBus } from '../../bus/bus.ts';
import { busRig } from './bus-rig.ts';
import { message, send, text } from './messages.ts';

const { bus, client } = busRig();

const filtered = (sqlExpression: string) => ({
  topics: { events: { subscriptions: { some: { rules: { sql: { sqlExpression } } } } } },
});

const messages = [
  message('began', {
    subject: 'quarantine.began',
    correlationId: 'c-1',
    applicationProperties: { reason: 'Unknown', count: 3, ratio: 0.5, flag: true, 'odd name': '100%' },
  }),
  message('cleared', { subject: 'quarantine.cleared', applicationProperties: { cause: 'it_s', count: 4 } }),
  message('bare'),
];

type Row = readonly [filter: string, ...taken: string[]];

/** Which of the three messages each filter takes, all from one topic. */
async function taken(filters: readonly Row[]): Promise<Row[]> {
  const subscriptions = Object.fromEntries(
    filters.map(([sqlExpression], at) => [`s${at}`, { rules: { sql: { sqlExpression } } }]),
  );
  const on = client(await bus({ topics: { events: { subscriptions } } }));
  await on.createSender('events').sendMessages(messages);
  return Promise.all(
    filters.map(async ([filter], at) => {
      const peeked = await on.createReceiver('events', `s${at}`).peekMessages(9);
      return [filter, ...peeked.map(text)];
    }),
  );
}

it('a SQL rule takes what it describes', async () => {
  const rows: Row[] = [
    ["sys.Label = 'quarantine.began'", 'began'],
    ["SYS.label='quarantine.began'", 'began'],
    ["sys.Label <> 'quarantine.began'", 'cleared'],
    ["sys.Label != 'quarantine.began'", 'cleared'],
    ["NOT sys.Label = 'quarantine.began'", 'cleared'],
    ["sys.CorrelationId = 'c-1'", 'began'],
    ["reason = 'Unknown'", 'began'],
    ["REASON = 'Unknown'", 'began'],
    ["user.reason = 'Unknown'", 'began'],
    ["[reason] = 'Unknown'", 'began'],
    ['"odd name" = \'100%\'', 'began'],
    ["[odd name] = '100%'", 'began'],
    ["reason = 'unknown'"],
    ["reason <> 'x'", 'began'],
    ["reason = 'x' or cause = 'it_s'", 'cleared'],
    ["count = 3 AND reason = 'Unknown' OR cause = 'x'", 'began'],
    ["count = 9 AND (reason = 'Unknown' OR cause = 'it_s')"],
    ['flag = TRUE', 'began'],
    ['flag = FALSE'],
    ['count >= 3', 'began', 'cleared'],
    ['count > 3', 'cleared'],
    ['count < 4', 'began'],
    ['count <= -1'],
    ['ratio = 5E-1', 'began'],
    ['ratio = +0.5', 'began'],
    ['count IN (1, 3)', 'began'],
    ['count NOT IN (1, 3)', 'cleared'],
    ["sys.Label LIKE '%.cleared'", 'cleared'],
    ["sys.Label LIKE 'quarantine.be_an'", 'began'],
    ["sys.Label NOT LIKE '%began'", 'cleared'],
    ["sys.Label LIKE 'quarantine_'"],
    ["[odd name] LIKE '%\\%' ESCAPE '\\'", 'began'],
    ["cause LIKE '%\\_s' ESCAPE '\\'", 'cleared'],
    ["cause LIKE '%\\%s' ESCAPE '\\'"],
    ['EXISTS(reason)', 'began'],
    ['NOT EXISTS (reason)', 'cleared', 'bare'],
    ['reason IS NULL', 'cleared', 'bare'],
    ['sys.Label IS NOT NULL', 'began', 'cleared'],
    ['1=1', 'began', 'cleared', 'bare'],
    ['1 = 0'],
  ];
  expect(await taken(rows)).toEqual(rows);
});

it('a SQL rule takes nothing that is unknown, where a property is missing', async () => {
  const rows: Row[] = [
    // Unknown AND true, unknown OR true, and the negations of unknown.
    ["missing = 'x' AND 1=1"],
    ["missing = 'x' OR EXISTS(reason)", 'began'],
    ["NOT (missing = 'x')"],
    ["NOT (missing = 'x' OR 1=0)"],
    ["NOT (missing = 'x' AND 1=0)", 'began', 'cleared', 'bare'],
    ["missing NOT IN ('x')"],
    ["missing NOT LIKE '%'"],
    ['missing = NULL'],
    ['missing <> missing'],
    ["reason IN (missing, 'Unknown')", 'began'],
    ["reason NOT IN (missing, 'x')"],
  ];
  expect(await taken(rows)).toEqual(rows);
});

describe('a SQL rule is refused', () => {
  const unread = 'There was an error parsing the SQL expression. [Token line=1, column=';
  it.each([
    ["reason = 'open", `${unread}9, Token in error= ', Additional details= Unrecognized character.]`],
    ['reason =', `${unread}8, Token in error= , Additional details= syntax error, unexpected end of text`],
    ['reason', 'expecting a comparison, IN, LIKE or IS'],
    ["reason = 'a' cause = 'b'", `${unread}13, Token in error= cause`],
    ["AND = 'x'", `${unread}0, Token in error= AND`],
    ["reason LIKE 'a' ESCAPE 'bc'", 'ESCAPE names is one character'],
    ["other.reason = 'x'", "The scope 'other' is not known"],
    ["sys.Subject = 'x'", "does not do filters on the system property 'Subject'"],
    ['count + 1 = 2', 'does not do arithmetic'],
    ["reason = @reason OR 1 = '1'", 'does not do parameters'],
    ["newid() = 'x'", "does not do the function 'newid'"],
    [`reason = '${'x'.repeat(1_020)}'`, 'A filter has at most 1024 characters; this one has 1031.'],
  ])('%s', async (sql, words) => {
    await expect(startBus({ entities: filtered(sql) })).rejects.toThrow(words);
  });

  it.each([
    ["count = '3'", 'comparisons of a number with a string'],
    ["reason > 'a'", "'>' on what is no number"],
    ["count LIKE '3'", 'LIKE on what is a number'],
  ])('by the message that shows what it compares, aloud to its sender: %s', async (sql, words) => {
    const on = client(await bus(filtered(sql)));
    await expect(send(on, 'events', ...messages.slice(0, 1))).rejects.toThrow(words);
  });
});
