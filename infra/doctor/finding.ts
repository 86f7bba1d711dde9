/** One line of what `npm run doctor` says. */
export interface Finding {
  /** Stable, for scripts: `database.clock`, say. */
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'wrong';
  /** A sentence. Never holds a password. */
  readonly says: string;
  /** Null when there is nothing to do. */
  readonly todo: string | null;
}

export const ok = (check: string, says: string): Finding => ({ check, level: 'ok', says, todo: null });
export const warning = (check: string, says: string, todo: string): Finding => {
  return { check, level: 'warning', says, todo };
};
export const wrong = (check: string, says: string, todo: string): Finding => {
  return { check, level: 'wrong', says, todo };
};
