/// Tells what was asked of the server, by whom, and with what outcome: to a file or a webhook, as a
/// policy (`audit.k8s.io/v1`) says.
@NullMarked
package dev.jong.apiserver.audit;

import org.jspecify.annotations.NullMarked;
