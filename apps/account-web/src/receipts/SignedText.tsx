import type { OpenReceipt } from './read-receipt.js';

interface EvidenceProps {
  readonly opened: OpenReceipt;
  readonly receipt: string;
}

/** What the device says, decoded, and word for word. */
export function Claims({ opened: { claims } }: { readonly opened: OpenReceipt }) {
  return <Text title="What it says" text={JSON.stringify(claims, null, 2)} />;
}

/** The rest, for who wants to check it with tools of their own. */
export function Evidence({ opened: { header, keyThumbprint }, receipt }: EvidenceProps) {
  return (
    <>
      <Text title="Header, with the public key" text={JSON.stringify(header, null, 2)} isShort />
      {keyThumbprint !== null && (
        <dl className="facts small">
          <dt>Key (RFC 7638)</dt>
          <dd className="code">{keyThumbprint}</dd>
        </dl>
      )}
      <Text title="As it came" text={receipt} isShort />
    </>
  );
}

interface TextProps {
  readonly title: string;
  readonly text: string;
  readonly isShort?: boolean;
}

function Text({ title, text, isShort = false }: TextProps) {
  return (
    <div className="signed-text">
      <h3 className="small">{title}</h3>
      {/* It scrolls, so the keyboard must come to it. */}
      <pre
        className={`code signed-text-body${isShort ? ' signed-text-short' : ''}`}
        tabIndex={0}
        role="region"
        aria-label={title}
      >
        {text}
      </pre>
    </div>
  );
}
