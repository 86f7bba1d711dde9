import { randomUUID } from 'node:crypto';
import { aDevice, anAccount, type TestDevice } from '../../support/account-api/account.js';
import { anInstallation, type Installation } from '../../support/account-api/installation.js';
import { anInstance, type Instance } from '../../support/account-api/instance.js';
import { until } from '../../support/account-api/until.js';
import { WireOperator, type CampaignAnswer } from '../../support/account-api/wire-operator.js';

/** One instance where more than five sessions need a second operator, and two operators. */
export class CampaignWorld {
  private constructor(
    readonly installation: Installation,
    readonly api: Instance,
    readonly olga: WireOperator,
    readonly pete: WireOperator,
  ) {}

  static async open(): Promise<CampaignWorld> {
    const installation = await anInstallation();
    const api = await anInstance(installation, { config: { campaignApprovalAbove: 5 } });
    const [olga, pete] = await Promise.all([
      WireOperator.signedIn(api.url, installation.database, 'Olga'),
      WireOperator.signedIn(api.url, installation.database, 'Pete'),
    ]);
    return new CampaignWorld(installation, api, olga, pete);
  }

  aModel(): string {
    return `M ${randomUUID()}`;
  }

  /** Devices of one account. */
  async devices(
    count: number,
    overrides: Parameters<typeof aDevice>[3] = {},
  ): Promise<{ sub: string; devices: TestDevice[] }> {
    const { api, installation } = this;
    const sub = await anAccount(installation.database);
    const devices: TestDevice[] = [];
    for (let i = 0; i < count; i++) devices.push(await aDevice(api, installation.database, sub, overrides));
    return { sub, devices };
  }

  async isOver({ facts }: TestDevice): Promise<boolean> {
    return (await this.api.sessions.findRevocationOf(facts)) !== null;
  }

  async overOf(some: readonly TestDevice[]): Promise<TestDevice[]> {
    const over: TestDevice[] = [];
    for (const device of some) if (await this.isOver(device)) over.push(device);
    return over;
  }

  revocationsOf(id: string): Promise<{ jti: string }[]> {
    return this.installation.database.query<{ jti: string }>(
      `SELECT r.jti FROM revocations r WHERE r.id IN (
         SELECT revocation_id FROM campaign_stages WHERE campaign_id = $1
         UNION ALL SELECT revocation_id FROM campaign_accounts WHERE campaign_id = $1)`,
      [id],
    );
  }

  settled(id: string, status = 'done', deadlineMs = 60_000): Promise<CampaignAnswer> {
    return until(
      `the campaign ${status}`,
      async () => {
        const view = await this.olga.view(id);
        return view.status === status && view;
      },
      deadlineMs,
    );
  }

  async close(): Promise<void> {
    await this.api.close();
    await this.installation.close();
  }
}
