/** In words that a person could be held to. A signature proves the key, not the wipe (ADR 13). */
export function Meaning({ device }: { readonly device: string }) {
  return (
    <div className="meanings">
      <section className="meaning" aria-labelledby="proves">
        <h3 id="proves">It proves</h3>
        <ul>
          <li>
            The key of this {device} signed that it deleted these. The key was made on it and never left it.
          </li>
          <li>
            It had the sign-out itself in hand, whole: <span className="code">event_hash</span> is its
            fingerprint.
          </li>
          <li>The service compared the key with the one that was linked, before it said “wiped”.</li>
        </ul>
      </section>
      <section className="meaning" aria-labelledby="not-proves">
        <h3 id="not-proves">It does not prove</h3>
        <ul>
          <li>That a {device} somebody has tampered with really deleted what it lists.</li>
          <li>
            When: <span className="code">iat</span> is the clock of the {device}, which may be decades off.
          </li>
          <li>That it is locked out. That needs no word of its own: every server refuses it already.</li>
        </ul>
      </section>
    </div>
  );
}
