import { usePicture } from './use-app.js';
import type { Title } from './shapes.js';
import type { StreamingApp } from './streaming-app.js';

export function Picture({ app, title }: { app: StreamingApp; title: Title }) {
  const address = usePicture(app, title);
  return address === null ? (
    <span className="picture picture-none" />
  ) : (
    <img className="picture" src={address} alt="" draggable={false} />
  );
}
