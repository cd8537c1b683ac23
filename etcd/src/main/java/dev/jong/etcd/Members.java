package dev.jong.etcd;

import dev.jong.etcd.rpc.ClusterGrpc;
import dev.jong.etcd.rpc.LeaseGrpc;
import dev.jong.etcd.rpc.LeaseKeepAliveRequest;
import dev.jong.etcd.rpc.MaintenanceGrpc;
import dev.jong.etcd.rpc.MemberAddRequest;
import dev.jong.etcd.rpc.MemberListRequest;
import dev.jong.etcd.rpc.MemberRemoveRequest;
import dev.jong.etcd.rpc.StatusRequest;
import io.grpc.CallOptions;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// The machines that make up one etcd.
public final class Members {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private final Requests requests;

    Members(Requests requests) {
        this.requests = requests;
    }

    /// One member.
    ///
    /// @param name empty until it has joined
    /// @param peers where other members reach it
    /// @param clients where clients reach it; empty until it has joined
    public record Member(long id, String name, List<URI> peers, List<URI> clients) {
        public Member {
            peers = List.copyOf(peers);
            clients = List.copyOf(clients);
        }
    }

    public List<Member> list() {
        return requests
                .read(
                        ClusterGrpc.getMemberListMethod(),
                        MemberListRequest.newBuilder().setLinearizable(true).build())
                .getMembersList()
                .stream()
                .map(Members::member)
                .toList();
    }

    /// Announces a member that is about to start.
    ///
    /// @return all members, with the new one
    public List<Member> add(URI peer) {
        return requests
                .change(
                        ClusterGrpc.getMemberAddMethod(),
                        MemberAddRequest.newBuilder().addPeerURLs(peer.toString()).build())
                .getMembersList()
                .stream()
                .map(Members::member)
                .toList();
    }

    /// Lets the others go on without a member.
    public void remove(long id) {
        requests.change(
                ClusterGrpc.getMemberRemoveMethod(),
                MemberRemoveRequest.newBuilder().setID(id).build());
    }

    private static Member member(dev.jong.etcd.rpc.Member member) {
        return new Member(
                member.getID(),
                member.getName(),
                member.getPeerURLsList().stream().map(URI::create).toList(),
                member.getClientURLsList().stream().map(URI::create).toList());
    }

    /// The version that runs at an endpoint, when it answers.
    Optional<String> version(Endpoint endpoint) {
        try {
            return Optional.of(
                    ClientCalls.blockingUnaryCall(
                                    endpoint.channel(),
                                    MaintenanceGrpc.getStatusMethod(),
                                    within(),
                                    StatusRequest.getDefaultInstance())
                            .getVersion());
        } catch (StatusRuntimeException _) {
            return Optional.empty();
        }
    }

    boolean keepAlive(long lease) {
        return requests.first(
                                LeaseGrpc.getLeaseKeepAliveMethod(),
                                LeaseKeepAliveRequest.newBuilder().setID(lease).build())
                        .getTTL()
                > 0;
    }

    private static CallOptions within() {
        return CallOptions.DEFAULT.withDeadlineAfter(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
