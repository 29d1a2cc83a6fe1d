/** The operations that scenarios look at, as GitHub's description names them. */
export const create = 'POST /repos/{owner}/{repo}/check-runs';
export const conclude = 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}';
export const compare = 'GET /repos/{owner}/{repo}/compare/{basehead}';
export const readTree = 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}';
export const readBlob = 'GET /repos/{owner}/{repo}/git/blobs/{file_sha}';
export const tarball = 'GET /repos/{owner}/{repo}/tarball/{ref}';
export const readPull = 'GET /repos/{owner}/{repo}/pulls/{pull_number}';
export const listComments = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
export const createComment = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
export const updateComment = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
export const listCheckRuns = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
export const readCheckRun = 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}';
export const readUser = 'GET /user';
export const graphql = 'POST /graphql';
export const createReview = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
