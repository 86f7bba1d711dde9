import { campaign, everyone } from './campaign.js';
import { household } from './household.js';
import type { ScenarioName } from './names.js';
import { reconnectStorm } from './reconnect-storm.js';
import { rollingDeploy } from './rolling-deploy.js';
import type { Scene } from './scene.js';
import { single } from './single.js';
import { soak } from './soak.js';

const PLAYED: Readonly<Record<ScenarioName, (scene: Scene) => Promise<void>>> = {
  single,
  household,
  campaign,
  everyone,
  'reconnect-storm': reconnectStorm,
  'rolling-deploy': rollingDeploy,
  soak,
};

export const play = (scenario: ScenarioName, scene: Scene): Promise<void> => PLAYED[scenario](scene);
