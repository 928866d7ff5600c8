//! Campaigns.

use cam_core::sender::{Pause, Shut};
use cam_ports::{
    campaign_store::{ApplyError, CampaignStore},
    sender_store::{SenderStore, is_paused},
};

use crate::sample::{CAMPAIGN_FILE, campaign, other_campaign};

/// A campaign keeps its number, its version grows with every change of its file, and a change lifts no pause.
pub async fn campaign_store(store: &(impl CampaignStore + SenderStore)) {
    a_campaign_keeps_its_number_and_counts_its_versions(store).await;
    a_paused_campaign_stays_so_with_the_senders_it_gets(store).await;
}

async fn a_campaign_keeps_its_number_and_counts_its_versions(store: &impl CampaignStore) {
    assert_eq!(store.campaigns().await.unwrap(), vec![]);
    let first = store.apply_campaign(CAMPAIGN_FILE).await.unwrap();
    assert_eq!((first.number, first.version, first.campaign.id.clone()), (1, 1, campaign()));
    assert_eq!(store.apply_campaign(CAMPAIGN_FILE).await.unwrap(), first);
    let changed = CAMPAIGN_FILE.replace("A question", "Another question");
    let second = store.apply_campaign(&changed).await.unwrap();
    assert_eq!((second.number, second.version), (1, 2));
    assert_eq!(store.campaign(&campaign()).await.unwrap(), Some(second.clone()));
    let autumn = store.apply_campaign(&CAMPAIGN_FILE.replace("id = \"spring\"", "id = \"autumn\"")).await.unwrap();
    assert_eq!((autumn.number, autumn.version), (2, 1));
    assert_eq!(store.campaign(&other_campaign()).await.unwrap(), Some(autumn.clone()));
    assert_eq!(store.campaigns().await.unwrap(), vec![autumn, second]);
    assert!(matches!(store.apply_campaign("id = 7").await, Err(ApplyError::Invalid(_))));
    assert_eq!(store.campaign(&"winter".parse().unwrap()).await.unwrap(), None);
}

async fn a_paused_campaign_stays_so_with_the_senders_it_gets(store: &(impl CampaignStore + SenderStore)) {
    let sender = |id: &str| format!("\n[[senders]]\nid = \"{id}\"\nname = \"{id}\"\naddress = \"{id}@example.com\"\n");
    let with_bea = format!("{CAMPAIGN_FILE}{}", sender("bea"));
    let unpaused = store.apply_campaign(&with_bea).await.unwrap().campaign;
    assert!(!is_paused(store, &unpaused).await.unwrap());
    store.set_pause(&campaign(), &[crate::sample::sender()], Pause::On).await.unwrap();
    let paused = store.apply_campaign(&format!("{with_bea}{}", sender("cleo"))).await.unwrap().campaign;
    assert!(is_paused(store, &paused).await.unwrap());
    let (cleo, _) = store.sender(&"cleo".parse().unwrap()).await.unwrap();
    assert_eq!(cleo.shut_for(&campaign()), Some(Shut::Paused));
    assert_eq!(cleo.shut_for(&other_campaign()), None);
}
