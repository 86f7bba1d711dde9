interface Named {
  /** For people. */
  readonly sentence: string;
  readonly restartsGateways?: true;
  readonly leastGateways?: number;
  readonly needsOperators?: true;
}

/** Every scenario there is, and what it asks of an installation. */
export const SCENARIOS = {
  single: { sentence: 'single devices are signed out by their owners, one after another' },
  household: { sentence: 'owners sign out of all their devices, several at one time' },
  campaign: {
    sentence: 'an operator ends one model of devices, in stages of 1, 10 and 100 per cent',
    needsOperators: true,
  },
  everyone: { sentence: 'an operator ends every session there is', needsOperators: true },
  'reconnect-storm': {
    sentence: 'all devices lose their network at once and come back; some were signed out meanwhile',
  },
  'rolling-deploy': {
    sentence: 'gateways are drained and restarted one after another while owners sign devices out',
    restartsGateways: true,
    leastGateways: 2,
  },
  soak: { sentence: 'a mix of everything for a long time; those signed out enrol again, at a steady pace' },
} as const satisfies Record<string, Named>;

export type ScenarioName = keyof typeof SCENARIOS;

export const scenarioOf = (name: ScenarioName): Named => SCENARIOS[name];
