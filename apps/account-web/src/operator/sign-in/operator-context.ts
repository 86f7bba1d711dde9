import { createContext, use } from 'react';
import type { Operator } from '../api/shapes.js';

export const OperatorContext = createContext<Operator | null>(null);

/** Which operator is signed in, on pages behind RequireOperator. */
export function useOperator(): Operator {
  const operator = use(OperatorContext);
  if (operator === null) throw new Error('This page is not behind RequireOperator');
  return operator;
}
