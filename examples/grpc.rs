//! Signs the calls of a gRPC client of tonic, over HTTP/2. Metadata and messages are not signed.
//!
//! The messages are structs here. A client that `tonic-prost-build` generates takes the same
//! service: `GreeterClient::with_origin(signed, origin)`.
//!
//! ```sh
//! cargo run --example grpc http://127.0.0.1:50051
//! ```
//!
//! ```toml
//! [dependencies]
//! http = "1"
//! prost = "0.14"
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! tonic = { version = "0.14", default-features = false, features = ["channel", "tls-native-roots", "tls-ring"] }
//! tonic-prost = "0.14"
//! tower = "0.5"
//! tower-oauth1 = "0.1"
//! ```

use std::time::Duration;

use http::uri::{PathAndQuery, Uri};
use tonic::client::Grpc;
use tonic::transport::{Channel, ClientTlsConfig};
use tonic::{Code, Request};
use tonic_prost::ProstCodec;
use tower::Layer;
use tower_oauth1::body::UntouchedBodies;
use tower_oauth1::{BoxError, ClientCredentials, OAuth1Layer, OAuth1Service, Scope, Signer};

const CLIENT: (&str, &str) = ("client-id", "client-secret");
const TIMEOUT: Duration = Duration::from_secs(10);

#[derive(Clone, PartialEq, prost::Message)]
struct HelloRequest {
    #[prost(string, tag = "1")]
    name: String,
}

#[derive(Clone, PartialEq, prost::Message)]
struct HelloReply {
    #[prost(string, tag = "1")]
    message: String,
}

/// The type of the client, for a field of a struct.
type Client = Grpc<OAuth1Service<Channel, UntouchedBodies>>;

async fn connect(origin: &str) -> Result<Client, BoxError> {
    let uri: Uri = origin.parse()?;
    let tls = ClientTlsConfig::new().with_native_roots();
    let endpoint = Channel::builder(uri.clone()).timeout(TIMEOUT);
    let endpoint = endpoint.connect_timeout(TIMEOUT).tls_config(tls)?;
    let channel = endpoint.connect().await;
    let channel = channel.map_err(|error| format!("cannot connect to {origin}: {error:?}"))?;
    let signer = Signer::new(ClientCredentials::new(CLIENT.0, CLIENT.1));
    // A message is no form, and may be a stream. So the layer does not read bodies.
    let layer = OAuth1Layer::new(signer, Scope::origin(origin)?).bodies_untouched();
    // The channel adds the origin to the URI only below the layer, but the layer signs it. So let
    // the client add it above.
    Ok(Grpc::with_origin(layer.layer(channel), uri))
}

async fn hello(client: &mut Client, name: &str) -> Result<String, BoxError> {
    client.ready().await?;
    let name = name.to_owned();
    let method = PathAndQuery::from_static("/helloworld.Greeter/SayHello");
    let codec = ProstCodec::<HelloRequest, HelloReply>::default();
    let reply = client.unary(Request::new(HelloRequest { name }), method, codec);
    match reply.await {
        Ok(reply) => Ok(reply.into_inner().message),
        Err(status) if status.code() == Code::Unauthenticated => {
            Err("the server refused the signature; check the secrets, and the clock".into())
        }
        Err(status) => Err(status.into()),
    }
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let origin = std::env::args().nth(1);
    let origin = origin.as_deref().unwrap_or("http://127.0.0.1:50051");
    let mut client = connect(origin).await?;
    println!("{}", hello(&mut client, "Jane").await?);
    Ok(())
}
