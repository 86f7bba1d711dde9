import type { Profile } from './shapes.js';

export function Face({ profile: { name, colour } }: { profile: Profile }) {
  return (
    <svg className="face" viewBox="0 0 40 40" aria-hidden="true">
      <rect width="40" height="40" rx="9" fill={colour} />
      <circle cx="20" cy="16" r="6.5" fill="#fff" opacity="0.92" />
      <path d="M8 36c1-9 6-12 12-12s11 3 12 12z" fill="#fff" opacity="0.92" />
      <title>{name}</title>
    </svg>
  );
}
