import type { DeviceSpec } from '../messages.js';

/** Shares of a fleet: a campaign has models and versions to choose by. */
const MODELS = [
  { kind: 'tv', model: 'Aurora 55' },
  { kind: 'tv', model: 'Aurora 43' },
  { kind: 'phone', model: 'Pebble 9' },
  { kind: 'tv', model: 'Stick 2' },
] as const;
const VERSIONS = ['1.0.0', '1.1.0', '2.0.0'] as const;

/** The model a campaign of the fleet is about. */
export const CAMPAIGN_MODEL = 'Stick 2';

/** @param prefix tells this fleet's models from those of devices that are not of it; empty where there are none */
export function describe(device: number, prefix = ''): DeviceSpec {
  const { kind, model } = MODELS[device % MODELS.length] ?? MODELS[0];
  const appVersion = VERSIONS[Math.floor(device / MODELS.length) % VERSIONS.length] ?? VERSIONS[0];
  return { device, kind, model: prefix + model, name: `Device ${device}`, appVersion };
}

export const modelsOf = (prefix: string): readonly string[] => MODELS.map(({ model }) => prefix + model);
