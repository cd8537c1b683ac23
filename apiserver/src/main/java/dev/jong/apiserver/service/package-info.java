/// What Services hold: addresses of the service range and ports of the nodes.
@NullMarked
package dev.jong.apiserver.service;

import org.jspecify.annotations.NullMarked;
