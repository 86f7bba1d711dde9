/** Socket.IO with what its own page on performance advises: no polling, no compression, no request kept. */
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, {
  transports: ['websocket'],
  serveClient: false,
  perMessageDeflate: false,
  httpCompression: false,
});
io.engine.on('connection', (socket) => {
  socket.request = null;
});
process.on('message', ({ publish }) => io.emit('event', publish));
process.on('disconnect', () => process.exit(0));
http.listen(0, '127.0.0.1', 4096, () => process.send({ port: http.address().port }));
