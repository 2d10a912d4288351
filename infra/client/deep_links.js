// CloudFront function (runtime 2.0), viewer request, on the behaviour that serves the client's files and on no other.
// The client draws its own routes, so a path that names no file becomes index.html. A path with a file extension is
// left alone: a missing file must be a 404, not a page. The editor's paths end in a slug, which may hold a dot.
function handler(event) {
  const request = event.request;
  const file = request.uri.slice(request.uri.lastIndexOf('/') + 1);
  if (!file.includes('.') || request.uri.startsWith('/editor/')) {
    request.uri = '/index.html';
  }
  return request;
}
