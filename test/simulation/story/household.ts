import { AccountApi } from '../parts/account-api.js';
import { SimulatedDevice } from '../parts/device.js';
import { Gateway } from '../parts/gateway.js';
import { Service } from '../parts/service.js';
import type { World } from '../parts/world.js';
import { Person } from './person.js';

/** Who is there: the servers, two accounts, and their devices. */
export class Household {
  readonly people: readonly Person[];
  readonly devices: readonly SimulatedDevice[];
  readonly #ownerOf = new Map<string, Person>();

  constructor(private readonly world: World) {
    const { chance } = world;
    const instances = chance.whole(1, 2);
    for (let n = 0; n < instances; n++) world.apis.push(new AccountApi(world, `api-${n + 1}`));
    for (let n = 0; n < 2; n++) world.gateways.push(new Gateway(world, `gateway-${n + 1}`));
    world.services.push(new Service(world, 'playback'));
    this.people = ['ann', 'ben'].map((name) => new Person(world, name, chance.uuid()));
    for (const { sub } of this.people) world.store.committed.accounts.set(sub, { id: sub });
    const devices: SimulatedDevice[] = [];
    for (let n = 0; n < 4; n++) {
      const device = new SimulatedDevice(world, `device-${n + 1}`, n % 2 === 0 ? 'tv' : 'phone');
      // Most are of one account: what is done to it must not touch the other.
      this.#ownerOf.set(device.name, this.people[n === 3 ? 1 : 0]!);
      devices.push(device);
    }
    this.devices = devices;
  }

  ownerOf({ name }: { readonly name: string }): Person {
    return this.#ownerOf.get(name)!;
  }

  /** Starts again whatever is dead. */
  revive(): void {
    const { apis, gateways, services } = this.world;
    apis.forEach(({ process, name }, n) => {
      if (process.isDead) apis[n] = new AccountApi(this.world, name);
    });
    gateways.forEach(({ process, name }, n) => {
      if (process.isDead) gateways[n] = new Gateway(this.world, name);
    });
    services.forEach(({ process, name }, n) => {
      if (process.isDead) services[n] = new Service(this.world, name);
    });
    for (const device of this.devices) if (device.process.isDead) device.powerOn();
  }
}
