import type { SystemProperty } from '../system-properties.ts';

/** The value of an expression; undefined is what SQL calls unknown. */
export type SqlValue = string | number | boolean | Date | undefined;

export type Operand =
  | { readonly kind: 'constant'; readonly value: SqlValue }
  | { readonly kind: 'system'; readonly name: SystemProperty }
  /** An application property; its name is in lower case, since case does not count. */
  | { readonly kind: 'user'; readonly name: string };

export type Property = Exclude<Operand, { kind: 'constant' }>;

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Predicate =
  | { readonly kind: 'not'; readonly of: Predicate }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Predicate[] }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'in'; readonly left: Operand; readonly values: readonly Operand[] }
  | { readonly kind: 'like'; readonly left: Operand; readonly pattern: RegExp }
  | { readonly kind: 'exists'; readonly property: Property };
