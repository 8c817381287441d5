import { z } from 'zod';
import { resolve, type Scene } from './evaluate.ts';

const condition = z.partialRecord(z.enum(['and', 'or', 'equals', 'greater']), z.array(z.unknown()));

/** Whether the expression of an `If` holds: `and`, `or`, `equals` and `greater` in object form. */
export function holds(expression: unknown, scene: Scene): boolean {
  const [[operator, operands] = []] = Object.entries(condition.parse(expression));
  if (operator === 'and') return operands?.every((each) => holds(each, scene)) ?? false;
  if (operator === 'or') return operands?.some((each) => holds(each, scene)) ?? false;
  const [a, b] = operands?.map((each) => resolve(each, scene)) ?? [];
  return operator === 'equals' ? a === b : Number(a) > Number(b);
}
