/// Copies Endpoints that users write themselves into EndpointSlices.
@NullMarked
package dev.jong.controllers.endpointslicemirroring;

import org.jspecify.annotations.NullMarked;
