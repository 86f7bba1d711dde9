import { CAMPAIGN_MODEL, modelsOf } from '../device/describe.js';
import type { DeviceClass } from '../people/operator.js';
import { runCampaign } from './run-campaign.js';
import type { Scene } from './scene.js';

const STAGES = [1, 10, 100] as const;

/** One model of the fleet's devices, in stages. */
export const campaign = (scene: Scene): Promise<void> =>
  runCampaign(scene, { models: [scene.prefix + CAMPAIGN_MODEL] }, STAGES);

/** Every session there is; on an installation with devices of others, every one of this fleet. */
export async function everyone(scene: Scene): Promise<void> {
  const { isOurs } = scene.installation;
  const deviceClass: DeviceClass = isOurs ? {} : { models: modelsOf(scene.prefix) };
  if (!isOurs)
    scene.notes.push('There are devices of others here, so the class was the models of this fleet.');
  await runCampaign(scene, deviceClass, [100]);
}
