/** The light build, without subtitles, other languages and DRM, has the types of the whole. */
declare module 'hls.js/light' {
  export { default } from 'hls.js';
}
