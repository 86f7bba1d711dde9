/** What the playback API answers, and what of it is kept on the device. */
export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
}

export interface Title {
  readonly id: string;
  readonly title: string;
  readonly year: number;
  readonly minutes: number;
  readonly synopsis: string;
  readonly artwork: string;
}

export interface Watched {
  readonly titleId: string;
  readonly positionS: number;
}

export interface PaymentMethod {
  readonly brand: string;
  readonly last4: string;
  readonly expires: string;
}

/** One profile's shelf: what there is, and what belongs to this person. */
export interface Shelf {
  readonly titles: readonly Title[];
  readonly recommendations: readonly string[];
  readonly history: readonly Watched[];
  readonly card: PaymentMethod | null;
}
