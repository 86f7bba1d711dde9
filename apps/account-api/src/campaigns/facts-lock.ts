/**
 * Held shared by who changes a fact of a session that a class may name, and exclusively by who ends a class, each
 * from before it looks to its commit. Without it a device that updates at that moment would be judged by its old
 * version, which is not ended yet, and be stored with its new one, which is in no class: it would be let in again
 * after everybody was told that it is blocked.
 */
export const FACTS_LOCK = 7_402_120;
