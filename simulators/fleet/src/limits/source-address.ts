/** A port of one address serves one connection to a gateway; a source address is given so many devices. */
export const DEVICES_AN_ADDRESS = 2_000;
/** 127.0.0.1 to 127.0.0.254. */
export const MOST_ADDRESSES = 254;

/** Where a device dials from. Linux gives all of 127/8 to loopback; elsewhere, and to others than loopback, it is up to the system. */
export function sourceAddressOf(device: number, platform: NodeJS.Platform = process.platform): string {
  const address = Math.floor(device / DEVICES_AN_ADDRESS);
  return platform !== 'linux' || address === 0 ? '' : `127.0.0.${1 + (address % MOST_ADDRESSES)}`;
}
