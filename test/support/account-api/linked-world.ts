import { anAuthority } from '#libs/device-client/testing';
import { anInstallation, type Installation } from './installation.js';
import { anInstance, type Instance, type InstanceOptions } from './instance.js';
import { tlsFetch, type TlsFetch } from './tls-fetch.js';
import { WireDevice } from './wire-device.js';
import { WirePerson } from './wire-person.js';

export interface LinkedTv {
  readonly tv: WireDevice;
  readonly sid: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** One instance behind real TLS, with people and devices that know it by the wire alone. */
export class LinkedWorld {
  private constructor(
    readonly installation: Installation,
    readonly api: Instance,
    readonly fetchTls: TlsFetch,
  ) {}

  static async open(options: InstanceOptions = {}): Promise<LinkedWorld> {
    const { ca, cert, key } = await anAuthority();
    const installation = await anInstallation();
    const api = await anInstance(installation, {
      ...options,
      tls: { cert, key },
      config: { devicePollIntervalS: 1, trustedProxies: ['127.0.0.1'], ...options.config },
    });
    return new LinkedWorld(installation, api, tlsFetch(ca));
  }

  aPerson(address: string | null = null): Promise<WirePerson> {
    return new WirePerson(this.api.url, address).signUp();
  }

  aTv(key?: WireDevice['key'], offByS = 0): WireDevice {
    return new WireDevice(this.api.issuer, this.fetchTls, key, 'tv', offByS);
  }

  /** A TV linked to the person's account, with its tokens. */
  async aLinkedTv(person: WirePerson, tv = this.aTv()): Promise<LinkedTv> {
    const { deviceCode, userCode } = await tv.code();
    const approved = await person.approve(userCode);
    if (approved.status !== 200) throw new Error(`not approved: ${JSON.stringify(approved.body)}`);
    const { status, body } = await tv.redeem(deviceCode);
    if (status !== 200) throw new Error(`not redeemed: ${JSON.stringify(body)}`);
    return {
      tv,
      sid: (body['session'] as { sid: string }).sid,
      accessToken: body['access_token'] as string,
      refreshToken: body['refresh_token'] as string,
    };
  }

  async close(): Promise<void> {
    this.fetchTls.close();
    await this.api.close();
    await this.installation.close();
  }
}
